package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.TrackerFixture.LIMIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A driver whose SparkContext is stopped below its query and its tracker, again and again, for
 * {@link RandomStopsIT}. Fails at the first round that went wrong.
 */
final class StoppedContexts {

  static final String RESULT = "result";

  private static final Logger LOG = LoggerFactory.getLogger(StoppedContexts.class);
  private static final Duration SPARK = Duration.ofMinutes(1);

  private final String brokers;
  private final String topic;
  private final Path folder;
  private final Random random;
  private final LimitedCalls calls = new LimitedCalls();
  private final TrackerThreads threads = new TrackerThreads();

  private StoppedContexts(String brokers, String topic, Path folder, Random random) {
    this.brokers = brokers;
    this.topic = topic;
    this.folder = folder;
    this.random = random;
  }

  /** Arguments: brokers, topic, folder, rounds, seed. Writes down what took how long. */
  public static void main(String[] args) {
    Path folder = Paths.get(args[2]);
    Random random = new Random(Long.parseLong(args[4]));
    StoppedContexts contexts = new StoppedContexts(args[0], args[1], folder, random);
    int status = 1;
    try {
      TopicOffsets committed = TopicOffsets.empty();
      for (int round = 0; round < Integer.parseInt(args[3]); round++) {
        committed = contexts.round(round, committed);
      }
      Files.write(folder.resolve(RESULT), contexts.calls.toString().getBytes(UTF_8));
      status = 0;
    } catch (Throwable e) {
      LOG.error("A round has failed", e);
    }
    System.exit(status); // Whatever a failed round has left running.
  }

  private TopicOffsets round(int round, TopicOffsets committedBefore) throws Exception {
    Path own = folder.resolve("round-" + round);
    StopPoint point = StopPoint.random(random);
    Duration latency = Duration.ofMillis(random.nextInt(100));
    SparkSession spark = session(random);
    OffsetTracker tracker = OffsetTracker.attach(spark, WatchedStore.slow(store(), latency));
    StoppedQuery query =
        StoppedQuery.start(spark, tracker.stream("contexts"), brokers, topic, own, point);
    TopicOffsets start = query.start();
    assertThat(start).isEqualTo(committedBefore);
    query.awaitPoint();

    FutureTask<Void> stop = new FutureTask<>(spark::stop, null);
    new Thread(stop, "stop").start();
    if (random.nextBoolean()) {
      calls.call("SparkContext.stop", SPARK, stop::get);
    } else { // It may be anywhere in there.
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(100_000)));
    }
    TopicOffsets before = query.reported();
    calls.call("close", LIMIT, () -> tracker.close(LIMIT));
    calls.call("SparkContext.stop", SPARK, stop::get);
    threads.awaitEnd(LIMIT);
    await(point.toString())
        .dontCatchUncaughtExceptions()
        .atMost(SPARK)
        .until(() -> !query.query().isActive());

    try (OffsetStore store = store()) {
      assertThatThrownBy(() -> OffsetTracker.attach(spark, store)).hasMessageContaining("stopped");
      TopicOffsets committed = store.latest(StreamId.of("contexts")).get().offsets();
      StoppedQuery.requireNotBefore(before, committed);
      StoppedQuery.requireNotBefore(committed, query.reported());
      int unusedBeyond = StoppedQuery.requireSeen(own, start, committed);
      return committed;
    }
  }

  private OffsetStore store() {
    return OffsetStores.file(folder.resolve("offsets"));
  }

  static SparkSession session(Random random) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    SlowListener unused = SlowListener.add(spark, random);
    return spark;
  }
}
