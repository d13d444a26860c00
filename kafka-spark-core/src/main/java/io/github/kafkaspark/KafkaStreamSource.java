package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;

/**
 * A Kafka source for Structured Streaming: say what to read, where from and where to begin, and
 * load it as a DataFrame.
 *
 * <pre>{@code
 * Dataset<Row> events =
 *     KafkaStreamSource.topic("orders")
 *         .bootstrapServers("broker:9092")
 *         .startingOffsets(StartingOffsets.earliest())
 *         .maxOffsetsPerTrigger(1_000_000)
 *         .load(spark);
 * }</pre>
 *
 * <p>The DataFrame is Spark's own, with Spark's columns: {@code key} and {@code value} (binary),
 * {@code topic}, {@code partition}, {@code offset}, {@code timestamp}, {@code timestampType}. The
 * library runs nothing between it and the sink.
 *
 * <p>Each option can be set once. An immutable value; steps return new values, so a half-described
 * source can be shared. {@link KafkaBatchSource} reads what is there and ends.
 */
public final class KafkaStreamSource extends SourceSteps<KafkaStreamSource> {

  private final StartingOffsets start;

  KafkaStreamSource(SourceSettings settings, StartingOffsets start) {
    super(settings);
    this.start = start;
  }

  private static KafkaStreamSource of(TopicSelection selection) {
    return new KafkaStreamSource(
        SourceSettings.of(SparkVersion.running(), SourceKind.STREAM, selection),
        StartingOffsets.latest());
  }

  @Override
  KafkaStreamSource with(SourceSettings settings) {
    return new KafkaStreamSource(settings, start);
  }

  /**
   * Reads one topic, with the partitions that it gets later.
   *
   * @throws NullPointerException if {@code topic} is null
   * @throws IllegalArgumentException if it is not a legal topic name
   */
  public static KafkaStreamSource topic(String topic) {
    return of(TopicSelection.topics(Collections.singleton(topic)));
  }

  /**
   * Reads several topics, with the partitions that they get later.
   *
   * @throws NullPointerException if {@code topics} or one of them is null
   * @throws IllegalArgumentException if there is none, or one is not a legal topic name
   */
  public static KafkaStreamSource topics(String... topics) {
    return topics(Arrays.asList(requireNonNull(topics, "topics")));
  }

  /**
   * Reads several topics, with the partitions that they get later.
   *
   * @throws NullPointerException if {@code topics} or one of them is null
   * @throws IllegalArgumentException if there is none, or one is not a legal topic name
   */
  public static KafkaStreamSource topics(Collection<String> topics) {
    return of(TopicSelection.topics(topics));
  }

  /**
   * Reads every topic whose whole name matches, also those created later; never Kafka's internal
   * topics. Spark 3.4 and newer by itself would take a match of a part of the name; here the
   * meaning is the same on all versions.
   *
   * @param regex a Java regular expression
   * @throws NullPointerException if {@code regex} is null
   * @throws IllegalArgumentException if it is blank or does not compile
   */
  public static KafkaStreamSource topicPattern(String regex) {
    return of(TopicSelection.pattern(regex));
  }

  /**
   * Reads these partitions and no other.
   *
   * @throws NullPointerException if {@code partitions} or one of them is null
   * @throws IllegalArgumentException if there is none, or one has an illegal topic or number
   */
  public static KafkaStreamSource partitions(TopicPartition... partitions) {
    return partitions(Arrays.asList(requireNonNull(partitions, "partitions")));
  }

  /**
   * Reads these partitions and no other.
   *
   * @throws NullPointerException if {@code partitions} or one of them is null
   * @throws IllegalArgumentException if there is none, or one has an illegal topic or number
   */
  public static KafkaStreamSource partitions(Collection<TopicPartition> partitions) {
    return of(TopicSelection.partitions(partitions));
  }

  /**
   * Begins there; {@link StartingOffsets#latest()} if you do not say, as with Spark. A second call
   * replaces the first. A checkpoint of the query, if there is one, overrules it: Spark then does
   * not look at starting offsets.
   *
   * @throws NullPointerException if {@code start} is null
   */
  public KafkaStreamSource startingOffsets(StartingOffsets start) {
    return new KafkaStreamSource(settings, requireNonNull(start, "start"));
  }

  /**
   * Gives the source the name by which Spark finds it again in a checkpoint, so that a restarted
   * query may have its sources in another order, or more of them. Sources of one query have
   * different names. It needs Spark 4.2, and a session with {@code
   * spark.sql.streaming.queryEvolution.enableSourceEvolution=true}, which wants a name for each
   * source of a stream. It is not the name of a tracked stream, nor that of the query.
   *
   * @param name one or more of the characters a-z A-Z 0-9 _
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalArgumentException if it has another character or none, or this Spark has no
   *     names for sources
   * @throws IllegalStateException if it is already set
   */
  public KafkaStreamSource sourceName(String name) {
    return with(settings.name(name));
  }

  /**
   * Reads at most this many offsets in a batch, of all partitions together and each in proportion
   * to what it has; no limit if you do not say. Spark counts offsets and not records: aborted
   * transactions and compaction leave some without a record.
   *
   * @throws IllegalArgumentException if {@code offsets} is below 1
   * @throws IllegalStateException if it is already set, or is less than {@link
   *     #minOffsetsPerTrigger}
   */
  public KafkaStreamSource maxOffsetsPerTrigger(long offsets) {
    String value = Long.toString(offsets);
    return set(SourceOption.MAX_OFFSETS_PER_TRIGGER, "maxOffsetsPerTrigger", offsets, value);
  }

  /**
   * Begins a batch only when this many offsets are waiting in all partitions together, or after
   * {@link #maxTriggerDelay}; no minimum if you do not say. It needs Spark 3.2; the library does
   * not imitate it on an older one.
   *
   * @throws IllegalArgumentException if {@code offsets} is below 1, or this Spark lacks it
   * @throws IllegalStateException if it is already set, or is more than {@link
   *     #maxOffsetsPerTrigger}
   */
  public KafkaStreamSource minOffsetsPerTrigger(long offsets) {
    String value = Long.toString(offsets);
    return set(SourceOption.MIN_OFFSETS_PER_TRIGGER, "minOffsetsPerTrigger", offsets, value);
  }

  /**
   * Sets how long Spark puts a batch off at most while there is less than {@link
   * #minOffsetsPerTrigger}, without which the load fails; 15 minutes if you do not say. It needs
   * Spark 3.2.
   *
   * @throws NullPointerException if {@code delay} is null
   * @throws IllegalArgumentException if it is below 1 or above 2,147,483,647 milliseconds, or this
   *     Spark lacks it
   * @throws IllegalStateException if it is already set
   */
  public KafkaStreamSource maxTriggerDelay(Duration delay) {
    requireNonNull(delay, "delay");
    String value = OptionRule.millis("maxTriggerDelay", delay, Duration.ofMillis(1)) + "ms";
    return set(SourceOption.MAX_TRIGGER_DELAY, "maxTriggerDelay", delay, value);
  }

  /**
   * Sets how old a consumer's knowledge of topics and partitions may get; Kafka's 5 minutes if you
   * do not say. Spark 2.3 to 3.3 find new partitions no sooner than that. Spark 3.4 and newer (3.1
   * with {@code spark.sql.streaming.kafka.useDeprecatedOffsetFetching=false}) ask in each trigger
   * anyway, so there it changes little.
   *
   * @throws NullPointerException if {@code interval} is null
   * @throws IllegalArgumentException if it is below 1 or above 2,147,483,647 milliseconds
   * @throws IllegalStateException if it is already set
   */
  public KafkaStreamSource partitionDiscovery(Duration interval) {
    requireNonNull(interval, "interval");
    String value = OptionRule.millis("partitionDiscovery", interval, Duration.ofMillis(1));
    return set(SourceOption.PARTITION_DISCOVERY, "partitionDiscovery", interval, value);
  }

  /**
   * Asks the brokers what there is, decides where each partition begins, and makes the DataFrame.
   * Blocks for at most a few times {@link KafkaCluster#timeout()}.
   *
   * <p>Spark looks again when the query starts. If a partition was added in between, the query
   * fails with Spark's assertion on "all TopicPartitions"; load and start again. A topic that was
   * deleted and created anew in between has other records at the same offsets: if it is shorter,
   * Spark finds records missing, if it is longer, nobody can tell.
   *
   * @throws NullPointerException if {@code spark} is null
   * @throws IllegalStateException if no cluster is set, {@link #maxTriggerDelay} is set without
   *     {@link #minOffsetsPerTrigger}, the session wants a {@link #sourceName} and there is none or
   *     takes none and there is one, the brokers do not answer in time, the thread is interrupted,
   *     the session is stopped or one of Spark Connect, or the kafka-clients on the class path are
   *     older than 1.1
   * @throws IllegalArgumentException if a named topic or partition does not exist or is not read by
   *     Spark, or a starting offset is of a partition that is not selected, or outside what the
   *     brokers have, or Kafka's clients do not take a property's value
   */
  public Dataset<Row> load(SparkSession spark) {
    begin(spark);
    Map<String, String> options = new HashMap<>();
    try (BrokerLookup brokers = settings.lookUp(BrokerLookup.Purpose.LOAD)) {
      settings.requireSelected(brokers, spark);
      settings.toSpark(brokers).forEach((name, setting) -> options.put(name, setting.value));
      options.put("startingOffsets", startForSpark(brokers));
    }
    options.put(settings.selection().option(), settings.selection().value());
    DataStreamReader reader = spark.readStream().format("kafka").options(options);
    return settings.name().on(reader).load();
  }

  private String startForSpark(BrokerLookup brokers) {
    TopicOffsets offsets = start(brokers);
    return offsets.isEmpty()
        ? "earliest"
        : OffsetsJson.writeComplete(offsets, brokers.partitions());
  }

  private TopicOffsets start(BrokerLookup brokers) {
    TopicOffsets offsets = start.decide(brokers);
    brokers.requireReadable(offsets);
    return offsets;
  }

  @Override
  void decide(BrokerLookup brokers) {
    TopicOffsets unused = start(brokers);
  }

  /**
   * Lists the options that Spark will be handed, one a line and secrets masked, with the call that
   * set each; an option that the library sets by itself says so. It asks nobody, so it shows the
   * start as you gave it.
   */
  public String describe() {
    Map<String, Setting> more = new HashMap<>();
    TopicSelection selection = settings.selection();
    more.put(selection.option(), new Setting(selection.value(), selection.toString()));
    more.put("startingOffsets", new Setting(start.toString(), "decided when the source loads"));
    if (settings.name().isSet()) {
      more.put("name", new Setting(settings.name().toString(), "sourceName"));
    }
    return settings.describe(more);
  }

  /** The settings that were made, secrets masked. */
  @Override
  public String toString() {
    return "KafkaStreamSource(" + settings + ", starting " + start + settings.optionsText() + ")";
  }
}
