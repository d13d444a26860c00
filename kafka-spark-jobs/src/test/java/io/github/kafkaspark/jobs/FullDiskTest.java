package io.github.kafkaspark.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.jobs.ServiceProcess.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service whose files cannot grow any more: the system refuses its writes as on a full disk. The
 * limit is one that util-linux can take away while it runs.
 */
class FullDiskTest {

  private static final int MOST_STARTS = 200;

  @TempDir private Path folder;
  private FakeSpark spark;
  private ServiceProcess service;

  @BeforeEach
  void startService() throws Exception {
    assumeThat(Path.of("/usr/bin/prlimit")).as("util-linux").exists();
    spark = new FakeSpark(folder);
    Files.writeString(
        spark.jobsFile(), spark.text(false).replace("maxLength: 20", "maxLength: 1000"));
    service =
        new ServiceProcess(folder.resolve("data"), spark.jobsFile())
            .behind("prlimit", "--fsize=65536:unlimited")
            .start();
  }

  @AfterEach
  void endService() throws Exception {
    if (service != null) {

      service.end();
    }
  }

  private Answer start() {
    Map<String, String> values = Map.of("how", "ends", "note", "n".repeat(1000));
    return service.post("/api/jobs/orders/runs", Map.of("parameters", values));
  }

  @Test
  void startsNothingThatItCannotWriteDownAndGoesOnWhenThereIsRoom() throws Exception {
    int starts = 0;
    Answer answer = start();
    while (answer.status() != 503 && starts < MOST_STARTS) {
      starts += answer.status() == 201 ? 1 : 0;
      answer = start();
    }
    assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
    assertThat(answer.body().path("error").asText()).contains("look at the disk of its folder");
    int submits = spark.submits().size();
    for (int again = 0; again < 3; again++) {
      assertThat(start().status()).isEqualTo(503);
    }
    assertThat(service.get("/api/jobs/orders").status()).isIn(200, 503);

    Process more =
        new ProcessBuilder("prlimit", "--pid", "" + service.pid(), "--fsize=unlimited:unlimited")
            .inheritIO()
            .start();
    assertThat(more.waitFor()).isZero();
    await().atMost(Duration.ofSeconds(15)).until(() -> start().status() == 201);
    await().atMost(StartedJobs.LIMIT).until(() -> spark.submits().size() > submits);
    assertThat(spark.submits()).doesNotHaveDuplicates();
    List<String> known = new ArrayList<>();
    service.get("/api/runs?limit=1000").body().forEach(run -> known.add(run.path("id").asText()));
    assertThat(known).containsAll(spark.submits());
    System.out.println("[faults] " + starts + " starts until there was no room");
  }
}
