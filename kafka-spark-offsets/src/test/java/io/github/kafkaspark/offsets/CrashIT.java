package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A driver is killed in the middle of a batch and loses its checkpoint; no record is lost. */
@ExtendWith(KafkaExtension.class)
class CrashIT {

  static final int BATCH = 200;
  private static final int PARTITIONS = 4;
  private static final int RECORDS = 1_200;

  @TempDir Path folder;

  @Test
  @Timeout(300)
  void aDriverThatIsKilledInTheMiddleOfABatchLosesNoRecord(EmbeddedKafka kafka) throws Exception {
    String topic = EmbeddedKafka.uniqueTopic("crash");
    kafka.createTopic(topic, PARTITIONS);
    kafka.produceNumbers(topic, 0, RECORDS);
    Files.createDirectory(folder.resolve("ledger"));

    Process killed = driver(kafka, topic, 3);
    waitUntilInTheMiddle(killed);
    assertThat(killed.destroyForcibly().waitFor()).isNotZero();
    int before = ledger().size();
    assertThat(before).as("batches 0 to 2, and a part of 3").isBetween(3 * BATCH + 1, 4 * BATCH);
    delete(folder.resolve("checkpoint"));

    Process restarted = driver(kafka, topic, -1);
    assertThat(restarted.waitFor(200, TimeUnit.SECONDS)).isTrue();
    assertThat(restarted.exitValue()).isZero();

    List<String> ledger = ledger();
    Set<String> distinct = new HashSet<>(ledger);
    Set<String> all =
        kafka.read(topic).stream()
            .map(record -> record.partition() + " " + record.offset())
            .collect(Collectors.toSet());
    assertThat(distinct).as("every record is in the ledger").isEqualTo(all).hasSize(RECORDS);
    int uncommitted = before - 3 * BATCH;
    // Of batch 2 the commit may have been on its way when the driver was killed.
    assertThat(ledger.size() - RECORDS)
        .as("repeated: what was written of the running batch, at most")
        .isBetween(uncommitted, uncommitted + BATCH);
    try (OffsetStore store = OffsetStores.file(folder.resolve("offsets"))) {
      OffsetCommit last = store.latest(StreamId.of(CrashedDriver.STREAM)).get();
      assertThat(last.generation()).isEqualTo(2);
      assertThat(last.offsets()).isEqualTo(kafka.endOffsets(topic));
    }
  }

  private Process driver(EmbeddedKafka kafka, String topic, int hangsIn) throws IOException {
    List<String> command =
        ChildJvm.withSpark(CrashedDriver.class, kafka.bootstrapServers(), topic, folder, hangsIn);
    return new ProcessBuilder(command)
        .directory(folder.toFile()) // It logs to a file there, and not into that of this JVM.
        .redirectError(Redirect.appendTo(folder.resolve("driver.log").toFile()))
        .start();
  }

  private void waitUntilInTheMiddle(Process driver) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(driver.getInputStream(), UTF_8));
    String line = output.readLine();
    while (line != null && !line.equals(CrashedDriver.IN_THE_MIDDLE)) {
      line = output.readLine();
    }
    assertThat(line).as(log()).isNotNull();
  }

  private String log() throws IOException {
    return new String(Files.readAllBytes(folder.resolve("driver.log")), UTF_8);
  }

  private List<String> ledger() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> pages = Files.list(folder.resolve("ledger"))) {
      for (Path page : pages.collect(Collectors.toList())) {
        lines.addAll(Files.readAllLines(page));
      }
    }
    return lines;
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
        Files.delete(path);
      }
    }
  }
}
