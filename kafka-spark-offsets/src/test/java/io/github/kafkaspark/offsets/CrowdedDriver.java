package io.github.kafkaspark.offsets;

import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * The driver of {@link CrowdedBusIT}: an application for each round, whose listener bus holds less
 * than two of its batches post, and has slow listeners of somebody else's. Prints a line for each.
 */
final class CrowdedDriver {

  static final int TASKS = 300;

  /** Its groups: stream, progresses seen, made, tasks, what the query has reported last. */
  static final Pattern ROUND =
      Pattern.compile("(\\S+): .*, (\\d+) of (\\d+) progresses seen, (\\d+) tasks, .*, at (.*)");

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path folder;
  private final Random random;
  private final String name;
  private final int capacity;
  private final SlowListener progresses = new SlowListener();
  private final SlowTaskListener tasks = new SlowTaskListener();

  private CrowdedDriver(Path folder, Random random, String name) {
    this.folder = folder;
    this.random = random;
    this.name = name;
    this.capacity = (int) (10 * Math.pow(100, random.nextDouble())); // As often below 100 as above.
  }

  /** Arguments: brokers, topic, folder, seed, rounds. */
  public static void main(String[] args) throws Exception {
    Random random = new Random(Long.parseLong(args[3]));
    for (int round = 0; round < Integer.parseInt(args[4]); round++) {
      CrowdedDriver driver = new CrowdedDriver(Paths.get(args[2]), random, "round-" + round);
      System.out.println(driver.run(args[0], args[1], round % 2 == 0));
    }
  }

  private String run(String brokers, String topic, boolean toTheEnd) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.scheduler.listenerbus.eventqueue.capacity", capacity)
            .getOrCreate();
    int tasksBefore = Counted.TASKS.get();
    StreamingQuery query;
    String how;
    try {
      spark.sparkContext().addSparkListener(tasks);
      spark.streams().addListener(progresses); // Before the tracker's, which it keeps waiting.
      try (OffsetTracker tracker =
          OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")))) {
        TrackedStream stream = tracker.stream(name);
        query = start(spark, stream, brokers, topic, toTheEnd ? 8 + random.nextInt(8) : 8);
        progresses.query = query;
        how = toTheEnd ? awaitDurable(tracker, query) : awaitBatch(query, 7 + random.nextInt(5));
        query.stop();
      }
    } finally {
      progresses.released = true;
      tasks.released = true;
      spark.stop(); // The bus delivers what it has.
    }
    return String.format(
        "%s: capacity %d, %d of %d progresses seen, %d tasks, %s, at %s",
        name,
        capacity,
        progresses.seen.get(),
        Arrays.stream(query.recentProgress()).filter(CrowdedDriver::isBatch).count(),
        Counted.TASKS.get() - tasksBefore,
        how,
        ends(query).toJson());
  }

  private StreamingQuery start(
      SparkSession spark, TrackedStream stream, String brokers, String topic, int batch)
      throws Exception {
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(brokers)
            .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
            .option("maxOffsetsPerTrigger", batch)
            .load(spark);
    return events
        .select("offset") // A task with fewer columns costs less.
        .repartition(TASKS)
        .writeStream()
        .queryName(stream.name())
        .foreach(new Counted())
        .option("checkpointLocation", folder.resolve(name).toString())
        .start();
  }

  /** Nobody flushes, and the listener cannot have seen the last batch. */
  private static String awaitDurable(OffsetTracker tracker, StreamingQuery query) {
    query.processAllAvailable();
    StreamId stream = StreamId.of(query.name());
    OffsetStore store = tracker.recorder().store();
    long begun = System.nanoTime();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> store.latest(stream).filter(it -> it.offsets().equals(ends(query))).isPresent());
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    return "durable within " + took + " ms";
  }

  private static String awaitBatch(StreamingQuery query, long batch) {
    await()
        .atMost(LIMIT)
        .until(() -> query.lastProgress() != null && query.lastProgress().batchId() >= batch);
    return "stopped in the middle";
  }

  private static TopicOffsets ends(StreamingQuery query) {
    return TopicOffsets.fromJson(query.lastProgress().sources()[0].endOffset());
  }

  private static boolean isBatch(StreamingQueryProgress progress) {
    return progress.numInputRows() > 0;
  }

  /** Takes as long for a batch as the query does for the next four, and for the last for ever. */
  private static final class SlowListener extends StreamingQueryListener {

    final AtomicInteger seen = new AtomicInteger();
    volatile StreamingQuery query;
    volatile boolean released;

    @Override
    public void onQueryStarted(QueryStartedEvent event) {}

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
      if (isBatch(event.progress())) {
        seen.incrementAndGet();
      }
      long until = event.progress().batchId() + 4;
      while (!released && (query == null || query.lastProgress().batchId() < until)) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {}
  }

  private static final class SlowTaskListener extends SparkListener {

    volatile boolean released;

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
      if (!released) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
  }

  /** A sink that counts its tasks, in this JVM. */
  private static final class Counted extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1L;

    static final AtomicInteger TASKS = new AtomicInteger();

    @Override
    public boolean open(long partitionId, long version) {
      TASKS.incrementAndGet();
      return true;
    }

    @Override
    public void process(Row row) {}

    @Override
    public void close(Throwable failure) {}
  }
}
