package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A listener bus that is too small for its application drops events; no commit is lost. */
@ExtendWith(KafkaExtension.class)
@Tag("heavy")
class CrowdedBusIT {

  private static final String NAME = "crowded bus";
  private static final int RECORDS = 120;

  @TempDir Path folder;

  @Test
  @Timeout(1800)
  void whatTheQueryHasDoneIsDurableHoweverManyEventsTheBusDrops(EmbeddedKafka kafka)
      throws Exception {
    String topic = EmbeddedKafka.uniqueTopic("crowd");
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, RECORDS);
    int rounds = Faults.count(2, 20);
    long seed = Faults.random(NAME).nextLong();

    Process driver =
        new ProcessBuilder(
                ChildJvm.withSpark(
                    CrowdedDriver.class, kafka.bootstrapServers(), topic, folder, seed, rounds))
            .directory(folder.toFile()) // It logs to a file there, and not into that of this JVM.
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("driver.log").toFile())
            .start();
    try {
      assertThat(driver.waitFor(25, TimeUnit.MINUTES)).as("the driver ends").isTrue();
    } finally {
      driver.destroyForcibly();
    }

    List<Matcher> results =
        Files.readAllLines(folder.resolve("driver.log")).stream()
            .map(CrowdedDriver.ROUND::matcher)
            .filter(Matcher::matches)
            .collect(Collectors.toList());
    results.forEach(result -> Faults.say(NAME, result.group()));
    assertThat(driver.exitValue()).as(log()).isZero();
    assertThat(results).as(log()).hasSize(rounds);
    try (OffsetStore store = OffsetStores.file(folder.resolve("offsets"))) {
      for (Matcher result : results) {
        check(result, store);
      }
    }
  }

  private static void check(Matcher result, OffsetStore store) {
    StreamId stream = StreamId.of(result.group(1));
    int seen = Integer.parseInt(result.group(2));
    int made = Integer.parseInt(result.group(3));
    int tasks = Integer.parseInt(result.group(4));
    assertThat(tasks).as(result.group()).isGreaterThanOrEqualTo(made * CrowdedDriver.TASKS);
    assertThat(seen).as("the bus drops: " + result.group()).isLessThan(made);
    assertThat(store.latest(stream).get().offsets())
        .as(result.group())
        .isEqualTo(TopicOffsets.fromJson(result.group(5)));
  }

  private String log() throws IOException {
    return new String(Files.readAllBytes(folder.resolve("driver.log")), UTF_8);
  }
}
