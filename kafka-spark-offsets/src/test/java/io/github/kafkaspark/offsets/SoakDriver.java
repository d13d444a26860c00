package io.github.kafkaspark.offsets;

import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * The driver of {@link SoakIT}: reads a topic in one application after another, of which every
 * second begins without a checkpoint. After each it says what this JVM still holds.
 */
final class SoakDriver {

  /** Its groups: the batches, how it ended, what is {@link Held}. */
  static final Pattern APPLICATION = Pattern.compile("(\\d+) batches, ended (.*), (\\d+ KB of .*)");

  /** Its groups: the records that the sink never got, those it got again, where it is. */
  static final Pattern SINK = Pattern.compile("sink: (\\d+) lost, (\\d+) again, at (.*)");

  static final String STREAM = "soak";
  static final int BATCH = 20;
  static final int PARTITIONS = 2;

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final int SHOWN = 120;
  private static final int MOST_FAILURES = 200;

  private final String brokers;
  private final String topic;
  private final long records;
  private final long batches;
  private final Path offsets;

  private SoakDriver(String[] args) {
    this.brokers = args[0];
    this.topic = args[1];
    this.records = Long.parseLong(args[2]);
    this.batches = Long.parseLong(args[3]);
    this.offsets = Paths.get(args[4]);
  }

  /**
   * Arguments: the brokers, the topic, its records, the batches of an application, the store's
   * folder, that of the checkpoints.
   */
  public static void main(String[] args) {
    SoakDriver driver = new SoakDriver(args);
    long most = driver.records / BATCH / driver.batches + MOST_FAILURES;
    for (int number = 0; Sink.read() < driver.records && number < most; number++) {
      String how = driver.run(Paths.get(args[5]).resolve(Integer.toString(number / 2)));
      System.out.println(how + ", " + Held.now());
    }
    System.out.printf(
        "sink: %d lost, %d again, at %s%n", Sink.LOST.get(), Sink.AGAIN.get(), Sink.at().toJson());
  }

  private String run(Path checkpoint) {
    await().atMost(LIMIT).until(() -> Files.isDirectory(offsets.getParent()));
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            // Spark keeps the consumers of queries that have ended, up to this many.
            .config("spark.sql.kafkaConsumerCache.capacity", PARTITIONS)
            .config("spark.kafka.consumer.cache.capacity", PARTITIONS)
            .getOrCreate();
    long done = 0;
    try (OffsetTracker tracker = OffsetTracker.attach(spark, OffsetStores.file(offsets))) {
      TrackedStream stream = tracker.stream(STREAM);
      StreamingQuery query = start(spark, stream, checkpoint);
      long first = awaitBatch(query, 0);
      done = awaitBatch(query, first + batches - 1) - first + 1;
      if (Sink.read() >= records) {
        query.processAllAvailable(); // What the sink has is not committed yet.
      }
      query.stop();
      stream.flush(LIMIT);
      return done + " batches, ended " + stream.status().health();
    } catch (Exception e) {
      String why = String.valueOf(e.getMessage()).split("\n", 2)[0];
      return done + " batches, ended by " + why.substring(0, Math.min(why.length(), SHOWN));
    } finally {
      spark.stop();
    }
  }

  private StreamingQuery start(SparkSession spark, TrackedStream stream, Path checkpoint)
      throws Exception {
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(brokers)
            .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
            .option("maxOffsetsPerTrigger", BATCH)
            .load(spark);
    return events
        .select("topic", "partition", "offset")
        .writeStream()
        .queryName(stream.name())
        .foreach(new Sink())
        .option("checkpointLocation", checkpoint.toString())
        .start();
  }

  /** The batch that is done then: this one or a later one, or the topic's last. */
  private long awaitBatch(StreamingQuery query, long batch) throws Exception {
    await().atMost(Duration.ofHours(2)).until(() -> !query.isActive() || isAt(query, batch));
    if (query.exception().isDefined()) {
      throw query.exception().get();
    }
    return query.lastProgress().batchId();
  }

  private boolean isAt(StreamingQuery query, long batch) {
    return query.lastProgress() != null
        && (query.lastProgress().batchId() >= batch || Sink.read() >= records);
  }

  /** Has seen the records of each partition up to a place, in this JVM. */
  private static final class Sink extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1L;

    static final AtomicLong LOST = new AtomicLong();
    static final AtomicLong AGAIN = new AtomicLong();
    private static final Map<TopicPartition, Long> NEXT = new ConcurrentHashMap<>();

    static TopicOffsets at() {
      return TopicOffsets.of(NEXT);
    }

    static long read() {
      return NEXT.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public boolean open(long partitionId, long version) {
      return true;
    }

    @Override
    public void process(Row row) {
      TopicPartition partition = new TopicPartition(row.getString(0), row.getInt(1));
      long offset = row.getLong(2);
      long next = NEXT.getOrDefault(partition, 0L);
      long unused = offset < next ? AGAIN.incrementAndGet() : LOST.addAndGet(offset - next);
      NEXT.put(partition, Math.max(next, offset + 1));
    }

    @Override
    public void close(Throwable failure) {}
  }
}
