package io.github.kafkaspark.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.jobs.api.Refusal;
import io.github.kafkaspark.jobs.api.RunState;
import io.github.kafkaspark.jobs.api.RunView;
import io.github.kafkaspark.jobs.api.StopHow;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** A service whose runs end with it. */
final class StartedJobs implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(60);

  private final JobService service;

  StartedJobs(FakeSpark spark, Path data, Clock clock) throws Exception {
    service = spark.service(data, clock);
  }

  JobService service() {
    return service;
  }

  RunView start(String how) {
    return service.start("orders", Map.of("how", how), "anna");
  }

  RunView running(String id) {
    await().atMost(LIMIT).until(() -> service.run(id).state() != RunState.SUBMITTING);
    assertThat(service.run(id).state()).as(service.output(id)).isEqualTo(RunState.RUNNING);
    return service.run(id);
  }

  RunView ended(String id) {
    await().atMost(LIMIT).until(() -> service.run(id).state() == RunState.ENDED);
    return service.run(id);
  }

  RunView stop(String id, StopHow how) {
    return service.stop(id, how, true, "bert");
  }

  @Override
  public void close() {
    for (RunView run : service.runs(null, 100)) {
      await().atMost(LIMIT).until(() -> isOver(run.id()));
    }
    service.close();
  }

  private boolean isOver(String id) {
    try {
      return service.run(id).state() == RunState.ENDED
          || stop(id, StopHow.KILL).state() == RunState.ENDED;
    } catch (Refusal e) {
      return false; // Its process is just starting or ending.
    }
  }
}
