package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver that runs for long, through restarts of its brokers and with its store away now and
 * then, holds no more in the end than in the beginning.
 */
@Tag("heavy")
class SoakIT {

  private static final String NAME = "soak";
  private static final int BATCHES = Faults.count(60, 10_000);
  private static final int IN_AN_APPLICATION = Faults.count(15, 1_000);

  @TempDir Path folder;

  @Test
  @Timeout(7200)
  void aLongRunHoldsNoMoreInTheEndThanInTheBeginning() throws Exception {
    Random random = Faults.random(NAME);
    String topic = EmbeddedKafka.uniqueTopic("soak");
    int records = BATCHES * SoakDriver.BATCH;
    Mount mount = new Mount(folder);
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      kafka.createTopic(topic, SoakDriver.PARTITIONS);
      for (int from = 0; from < records; from += 1_000) {
        kafka.produceNumbers(topic, from, Math.min(records, from + 1_000));
      }
      Process driver =
          new ProcessBuilder(
                  ChildJvm.withSpark(
                      SoakDriver.class,
                      kafka.bootstrapServers(),
                      topic,
                      records,
                      IN_AN_APPLICATION,
                      mount.path().resolve("offsets"),
                      folder.resolve("checkpoints")))
              .directory(folder.toFile()) // It logs to a file there, and not into that of this JVM.
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("driver.log").toFile())
              .start();
      try {
        disturb(driver, random, kafka, mount);
      } finally {
        driver.destroyForcibly();
      }
      assertThat(driver.exitValue()).as(log()).isZero();

      List<Held> held =
          lines(SoakDriver.APPLICATION).stream()
              .map(line -> Held.parse(line.group(3)))
              .collect(toList());
      assertThat(held).as(log()).hasSizeGreaterThanOrEqualTo(BATCHES / IN_AN_APPLICATION);
      assertThat(held).as(log()).allMatch(each -> each.own == 0);
      assertFlat(held, "KB of heap", each -> each.heap, 16 * 1024);
      assertFlat(held, "threads", each -> each.threads, 10);
      assertFlat(held, "files", each -> each.files, 30);
      assertFlat(held, "MBeans", each -> each.beans, 20);
      requireWhole(topic, kafka, mount);
    }
  }

  /** Until it ends; in between the brokers or the store go and come back. */
  private static void disturb(Process driver, Random random, EmbeddedKafka kafka, Mount mount)
      throws Exception {
    int pause = Faults.count(15, 90);
    while (!driver.waitFor(pause + random.nextInt(pause), TimeUnit.SECONDS)) {
      if (random.nextBoolean()) {
        kafka.restart();
        Faults.say(NAME, "the brokers were restarted");
      } else {
        mount.away(true);
        boolean unused = driver.waitFor(random.nextInt(Faults.count(5, 40)), TimeUnit.SECONDS);
        mount.away(false);
        Faults.say(NAME, "the store was away");
      }
    }
  }

  /** The first applications fill caches, and one that has just ended may hold a little more. */
  private void assertFlat(List<Held> held, String what, ToLongFunction<Held> count, long most)
      throws IOException {
    int some = Math.max(1, held.size() / 4);
    long before = held.subList(some, 2 * some).stream().mapToLong(count).max().getAsLong();
    long after =
        held.subList(held.size() - some, held.size()).stream().mapToLong(count).min().getAsLong();
    Faults.say(NAME, String.format("%s: %,d, and %,d in the end", what, before, after));
    assertThat(after).as(what + ": " + log()).isLessThanOrEqualTo(before + most);
  }

  private void requireWhole(String topic, EmbeddedKafka kafka, Mount mount) throws IOException {
    Matcher sink = lines(SoakDriver.SINK).get(0);
    assertThat(sink.group(1)).as("records lost").isEqualTo("0");
    assertThat(TopicOffsets.fromJson(sink.group(3))).isEqualTo(kafka.endOffsets(topic));
    try (OffsetStore store = OffsetStores.file(mount.path().resolve("offsets"))) {
      assertThat(store.latest(StreamId.of(SoakDriver.STREAM)).get().offsets())
          .isEqualTo(kafka.endOffsets(topic));
    }
  }

  private List<Matcher> lines(Pattern pattern) throws IOException {
    List<Matcher> all =
        Files.readAllLines(folder.resolve("driver.log")).stream()
            .map(pattern::matcher)
            .filter(Matcher::matches)
            .collect(toList());
    all.forEach(line -> Faults.say(NAME, line.group()));
    return all;
  }

  private String log() throws IOException {
    return new String(Files.readAllBytes(folder.resolve("driver.log")), UTF_8);
  }

  /** A place for files that can go away, as one on another host does. */
  private static final class Mount {

    private final Path link;
    private final Path there;
    private final Path nothing;

    Mount(Path folder) throws IOException {
      this.link = folder.resolve("mount");
      this.there = Files.createDirectory(folder.resolve("disk"));
      this.nothing = Files.createFile(folder.resolve("nothing"));
      away(false);
    }

    Path path() {
      return link;
    }

    /** At once, so that nobody makes a new folder in between. */
    void away(boolean isAway) throws IOException {
      Path next = link.resolveSibling("next");
      Path unused = Files.createSymbolicLink(next, isAway ? nothing : there);
      Path unusedToo = Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
