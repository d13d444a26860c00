package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.TrackerFixture.LIMIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A query, its SparkContext or its JVM is stopped at random points of a batch, its tracker after
 * it. Each round resumes with a checkpoint of its own, and has a slow listener before the
 * tracker's.
 */
@ExtendWith(KafkaExtension.class)
@Timeout(1800)
@Tag("heavy")
class RandomStopsIT {

  private static final String NAME = "random stops";
  private static final Duration BEGIN = Duration.ofMinutes(4);
  private static final Duration EXIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final Random random = Faults.random(NAME);
  private final String topic = EmbeddedKafka.uniqueTopic("stops");

  private void produce(EmbeddedKafka kafka, int rounds) {
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, (rounds + 10) * 8 * StoppedQuery.BATCH);
  }

  @Test
  @ExtendWith(SparkExtension.class)
  void aQueryThatIsStoppedIsCommittedToItsLastProgressAndResumesThere(
      SparkSession spark, EmbeddedKafka kafka) throws Exception {
    int rounds = Faults.count(10, 400);
    produce(kafka, rounds);
    LimitedCalls calls = new LimitedCalls();
    TopicOffsets committed = TopicOffsets.empty();
    int repeated = 0;
    try {
      for (int round = 0; round < rounds; round++) {
        Path own = folder.resolve("round-" + round);
        TopicOffsets start = committed;
        committed = stopQuery(spark, kafka, own, start, calls);
        int beyond = StoppedQuery.requireSeen(own, start, committed);
        assertThat(beyond)
            .as("of the batch that was stopped")
            .isLessThanOrEqualTo(StoppedQuery.BATCH);
        repeated += beyond;
      }
    } finally {
      for (StreamingQuery query : spark.streams().active()) {
        query.stop();
      }
    }
    Faults.say(
        NAME,
        String.format(
            "%d queries stopped, %s done, %d records repeated; %s",
            rounds, committed, repeated, calls));
  }

  private TopicOffsets stopQuery(
      SparkSession spark, EmbeddedKafka kafka, Path own, TopicOffsets start, LimitedCalls calls)
      throws Exception {
    StopPoint point = StopPoint.random(random);
    TrackerThreads threads = new TrackerThreads();
    OffsetStore store = OffsetStores.file(folder.resolve("offsets"));
    Duration latency = Duration.ofMillis(random.nextInt(100));
    SlowListener slow = SlowListener.add(spark, random);
    try (OffsetTracker tracker = OffsetTracker.attach(spark, WatchedStore.slow(store, latency))) {
      TrackedStream stream = tracker.stream("queries");
      StoppedQuery query =
          StoppedQuery.start(spark, stream, kafka.bootstrapServers(), topic, own, point);
      assertThat(query.start()).isEqualTo(start);
      query.awaitPoint();
      calls.call("query.stop", EXIT, query.query()::stop);
      if (random.nextBoolean()) {
        calls.call("flush", LIMIT, () -> stream.flush(LIMIT));
        assertThat(store.latest(stream.id()).get().offsets()).isEqualTo(query.reported());
      } else {
        Duration tooShort = Duration.ofMillis(random.nextInt(100));
        calls.call("flush for up to 100 ms", tooShort, () -> flushOrNot(stream, tooShort));
      }
      calls.call("close", LIMIT, () -> tracker.close(LIMIT));
      threads.awaitEnd(LIMIT);
      try (OffsetStore again = OffsetStores.file(folder.resolve("offsets"))) {
        TopicOffsets committed = again.latest(stream.id()).get().offsets();
        assertThat(committed).as("stopped %s", point).isEqualTo(query.reported());
        return committed;
      }
    } finally {
      spark.streams().removeListener(slow);
    }
  }

  private static void flushOrNot(TrackedStream stream, Duration limit) {
    try {
      stream.flush(limit);
    } catch (OffsetStoreException e) {
      assertThat(e).hasMessageContaining("within " + Texts.rounded(limit));
    }
  }

  @Test
  void aTrackerOutlivesItsSparkContextAndCloses(EmbeddedKafka kafka) throws Exception {
    int rounds = Faults.count(2, 60);
    produce(kafka, rounds);
    Process driver =
        start(
            folder,
            StoppedContexts.class,
            kafka.bootstrapServers(),
            topic,
            folder,
            rounds,
            random.nextLong());
    try {
      // Each step of its rounds has a limit; this class has one for a driver that hangs.
      assertThat(driver.waitFor()).as(log(folder)).isZero();
      String result = Files.readAllLines(folder.resolve(StoppedContexts.RESULT)).get(0);
      Faults.say(NAME, rounds + " SparkContexts stopped; " + result);
    } finally {
      Process unused = driver.destroyForcibly();
    }
  }

  @Test
  void aJvmThatExitsLeavesWhatIsReadableAndDone(EmbeddedKafka kafka) throws Exception {
    int rounds = Faults.count(2, 40);
    produce(kafka, 1);
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      List<Future<Long>> exits = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        Path own = Files.createDirectory(folder.resolve("round-" + round));
        String hook = round % 2 == 1 ? "none" : ExitingDriver.HOOK;
        long seed = random.nextLong();
        exits.add(two.submit(() -> exit(kafka, own, hook, seed)));
      }
      List<Long> millis = new ArrayList<>();
      for (Future<Long> exit : exits) {
        millis.add(exit.get());
      }
      Faults.say(NAME, rounds + " JVMs exited; at most: " + Collections.max(millis) + " ms");
    } finally {
      two.shutdownNow();
    }
  }

  private long exit(EmbeddedKafka kafka, Path own, String hook, long seed) throws Exception {
    Process driver =
        start(own, ExitingDriver.class, kafka.bootstrapServers(), topic, own, seed, hook);
    Path exiting = own.resolve(ExitingDriver.EXITING);
    try {
      await().atMost(BEGIN).until(() -> Files.exists(exiting) || !driver.isAlive());
      assertThat(exiting).as(log(own)).exists();
      assertThat(driver.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS)).as(log(own)).isTrue();
      long millis = System.currentTimeMillis() - Files.getLastModifiedTime(exiting).toMillis();
      assertThat(driver.exitValue()).as(log(own)).isEqualTo(ExitingDriver.STATUS);
      requireDone(own, hook);
      return millis;
    } finally {
      Process unused = driver.destroyForcibly();
    }
  }

  private void requireDone(Path own, String hook) throws IOException {
    try (OffsetStore store = OffsetStores.file(own.resolve("offsets"))) {
      TopicOffsets committed = store.latest(StreamId.of(ExitingDriver.STREAM)).get().offsets();
      int unusedBeyond = StoppedQuery.requireSeen(own, TopicOffsets.empty(), committed);
      if (hook.equals(ExitingDriver.HOOK)) {
        List<String> said = Files.readAllLines(own.resolve(ExitingDriver.HOOK));
        StoppedQuery.requireNotBefore(TopicOffsets.fromJson(said.get(0)), committed);
        StoppedQuery.requireNotBefore(committed, TopicOffsets.fromJson(said.get(1)));
      }
    }
  }

  private static Process start(Path own, Class<?> main, Object... arguments) throws IOException {
    return new ProcessBuilder(ChildJvm.withSpark(main, arguments))
        .directory(own.toFile()) // It logs to a file there, and not into that of this JVM.
        .redirectErrorStream(true)
        .redirectOutput(own.resolve("driver.log").toFile())
        .start();
  }

  private static String log(Path own) throws IOException {
    return new String(Files.readAllBytes(own.resolve("driver.log")), UTF_8);
  }
}
