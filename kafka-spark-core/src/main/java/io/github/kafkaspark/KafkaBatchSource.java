package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A Kafka source that Spark reads once, from a start to an end: say what to read, where from, and
 * load it as a DataFrame.
 *
 * <pre>{@code
 * Dataset<Row> yesterday =
 *     KafkaBatchSource.topic("orders")
 *         .bootstrapServers("broker:9092")
 *         .startingOffsets(StartingOffsets.since(midnight).orElse(StartingOffsets.latest()))
 *         .endingOffsets(EndingOffsets.before(nextMidnight))
 *         .load(spark);
 * }</pre>
 *
 * <p>Start and end become numbers when the source loads, so each action on the DataFrame reads the
 * same records, whatever has come since; {@link #loadBatch} tells the numbers. The columns are
 * those of {@link KafkaStreamSource}.
 *
 * <p>Each option can be set once. An immutable value; steps return new values, so a half-described
 * source can be shared.
 */
public final class KafkaBatchSource extends SourceSteps<KafkaBatchSource> {

  private final StartingOffsets start;
  private final EndingOffsets end;

  KafkaBatchSource(SourceSettings settings, StartingOffsets start, EndingOffsets end) {
    super(settings);
    this.start = start;
    this.end = end;
  }

  private static KafkaBatchSource of(TopicSelection selection) {
    return new KafkaBatchSource(
        SourceSettings.of(SparkVersion.running(), SourceKind.BATCH, selection),
        StartingOffsets.earliest(),
        EndingOffsets.latest());
  }

  @Override
  KafkaBatchSource with(SourceSettings settings) {
    return new KafkaBatchSource(settings, start, end);
  }

  /**
   * Reads one topic.
   *
   * @throws NullPointerException if {@code topic} is null
   * @throws IllegalArgumentException if it is not a legal topic name
   */
  public static KafkaBatchSource topic(String topic) {
    return of(TopicSelection.topics(Collections.singleton(topic)));
  }

  /**
   * Reads several topics.
   *
   * @throws NullPointerException if {@code topics} or one of them is null
   * @throws IllegalArgumentException if there is none, or one is not a legal topic name
   */
  public static KafkaBatchSource topics(String... topics) {
    return topics(Arrays.asList(requireNonNull(topics, "topics")));
  }

  /**
   * Reads several topics.
   *
   * @throws NullPointerException if {@code topics} or one of them is null
   * @throws IllegalArgumentException if there is none, or one is not a legal topic name
   */
  public static KafkaBatchSource topics(Collection<String> topics) {
    return of(TopicSelection.topics(topics));
  }

  /**
   * Reads every topic whose whole name matches when the source loads; never Kafka's internal
   * topics.
   *
   * @param regex a Java regular expression
   * @throws NullPointerException if {@code regex} is null
   * @throws IllegalArgumentException if it is blank or does not compile
   */
  public static KafkaBatchSource topicPattern(String regex) {
    return of(TopicSelection.pattern(regex));
  }

  /**
   * Reads these partitions and no other.
   *
   * @throws NullPointerException if {@code partitions} or one of them is null
   * @throws IllegalArgumentException if there is none, or one has an illegal topic or number
   */
  public static KafkaBatchSource partitions(TopicPartition... partitions) {
    return partitions(Arrays.asList(requireNonNull(partitions, "partitions")));
  }

  /**
   * Reads these partitions and no other.
   *
   * @throws NullPointerException if {@code partitions} or one of them is null
   * @throws IllegalArgumentException if there is none, or one has an illegal topic or number
   */
  public static KafkaBatchSource partitions(Collection<TopicPartition> partitions) {
    return of(TopicSelection.partitions(partitions));
  }

  /**
   * Begins there; {@link StartingOffsets#earliest()} if you do not say, as with Spark. A second
   * call replaces the first. A partition that the start does not name begins at its earliest
   * record.
   *
   * @throws NullPointerException if {@code start} is null
   */
  public KafkaBatchSource startingOffsets(StartingOffsets start) {
    return new KafkaBatchSource(settings, requireNonNull(start, "start"), end);
  }

  /** The start as the host gave it, not yet decided. */
  public StartingOffsets startingOffsets() {
    return start;
  }

  /**
   * Ends there; {@link EndingOffsets#latest()} if you do not say, as with Spark. A second call
   * replaces the first. A partition that the end does not name ends where it does while the source
   * loads.
   *
   * @throws NullPointerException if {@code end} is null
   */
  public KafkaBatchSource endingOffsets(EndingOffsets end) {
    return new KafkaBatchSource(settings, start, requireNonNull(end, "end"));
  }

  /**
   * Loads the batch and gives its records: short for {@code loadBatch(spark).records()}.
   *
   * @throws NullPointerException if {@code spark} is null
   * @throws IllegalStateException as {@link #loadBatch} does
   * @throws IllegalArgumentException as {@link #loadBatch} does
   */
  public Dataset<Row> load(SparkSession spark) {
    return loadBatch(spark).records();
  }

  /**
   * Asks the brokers what there is, decides where each partition begins and ends, and makes the
   * DataFrame. Reads no record yet. Blocks for at most a few times {@link KafkaCluster#timeout()}.
   *
   * <p>It does not read a partition or topic that is added later. Records that retention deletes
   * before an action reads them are a {@link DataLoss}. A topic that is deleted and created anew
   * has other records at the same offsets, and nobody can tell.
   *
   * @throws NullPointerException if {@code spark} is null
   * @throws IllegalStateException if no cluster is set, the brokers do not answer in time, the
   *     thread is interrupted, the session is stopped or one of Spark Connect, or the kafka-clients
   *     on the class path are older than 1.1
   * @throws IllegalArgumentException if a named topic or partition does not exist or is not read by
   *     Spark, an offset is of a partition that is not selected, or outside what the brokers have,
   *     or a partition ends before it begins, or Kafka's clients do not take a property's value
   */
  public KafkaBatch loadBatch(SparkSession spark) {
    begin(spark);
    try (BrokerLookup brokers = settings.lookUp(BrokerLookup.Purpose.LOAD)) {
      settings.requireSelected(brokers, spark);
      TopicOffsets from = from(brokers);
      TopicOffsets until = until(from, brokers);
      return new KafkaBatch(records(spark, settings.toSpark(brokers), from, until), from, until);
    }
  }

  private TopicOffsets from(BrokerLookup brokers) {
    TopicOffsets from = start.decide(brokers);
    Ranges.requireReadable("starting", from, brokers);
    return brokers.beginning().merge(from);
  }

  private TopicOffsets until(TopicOffsets from, BrokerLookup brokers) {
    TopicOffsets until = end.decide(brokers);
    Ranges.requireReadable("ending", until, brokers);
    until = brokers.end().merge(until);
    Ranges.requireForward(from, until);
    return until;
  }

  @Override
  void decide(BrokerLookup brokers) {
    TopicOffsets unused = until(from(brokers), brokers);
  }

  /** Assigns exactly these partitions: a subscription would find those that were added. */
  private static Dataset<Row> records(
      SparkSession spark, Map<String, Setting> set, TopicOffsets from, TopicOffsets until) {
    TopicOffsets ends =
        until.filter(partition -> !until.get(partition).equals(from.get(partition)));
    TopicOffsets starts = from.filter(ends.partitions()::contains);
    Map<String, String> options = new HashMap<>();
    set.forEach((name, setting) -> options.put(name, setting.value));
    options.put("assign", OffsetsJson.writePartitions(ends.partitions()));
    options.put("startingOffsets", starts.toJson());
    options.put("endingOffsets", ends.toJson());
    Dataset<Row> records = spark.read().format("kafka").options(options).load();
    // No consumer of Spark's can be assigned nothing.
    return ends.isEmpty() ? records.where("false") : records;
  }

  /**
   * Lists the options that Spark will be handed, one a line and secrets masked, with the call that
   * set each; an option that the library sets by itself says so. It asks nobody, so it shows start
   * and end as you gave them.
   */
  public String describe() {
    Map<String, Setting> more = new HashMap<>();
    String whenLoaded = "decided when the source loads";
    more.put("assign", new Setting(settings.selection().toString(), whenLoaded));
    more.put("startingOffsets", new Setting(start.toString(), whenLoaded));
    more.put("endingOffsets", new Setting(end.toString(), whenLoaded));
    return settings.describe(more);
  }

  /** The settings that were made, secrets masked. */
  @Override
  public String toString() {
    return "KafkaBatchSource("
        + settings
        + ", starting "
        + start
        + ", ending "
        + end
        + settings.optionsText()
        + ")";
  }
}
