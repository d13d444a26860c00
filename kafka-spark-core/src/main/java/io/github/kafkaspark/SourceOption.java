package io.github.kafkaspark;

import static io.github.kafkaspark.SparkVersion.V2_3;
import static io.github.kafkaspark.SparkVersion.V2_4;
import static io.github.kafkaspark.SparkVersion.V3_0;
import static io.github.kafkaspark.SparkVersion.V3_2;
import static io.github.kafkaspark.SparkVersion.V4_0;
import static java.lang.String.CASE_INSENSITIVE_ORDER;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The options of Spark's Kafka source that say neither what to read nor where: which method sets
 * them, what they take, and since when a stream and a batch read them.
 */
enum SourceOption {
  MAX_OFFSETS_PER_TRIGGER(
      "maxOffsetsPerTrigger",
      V2_3,
      null,
      OptionRule.LONG_COUNT,
      "maxOffsetsPerTrigger",
      "no limit",
      "offsets, of all partitions together"),
  MIN_OFFSETS_PER_TRIGGER(
      "minOffsetsPerTrigger",
      V3_2,
      null,
      OptionRule.LONG_COUNT,
      "minOffsetsPerTrigger",
      "none",
      "offsets, of all partitions together"),
  MAX_TRIGGER_DELAY(
      "maxTriggerDelay",
      V3_2,
      null,
      OptionRule.TIME,
      "maxTriggerDelay",
      "15 minutes",
      "`Duration`"),
  MIN_PARTITIONS(
      "minPartitions",
      V2_4,
      V3_0,
      OptionRule.COUNT,
      "minPartitions",
      "one for each of Kafka's",
      "Spark partitions"),
  MAX_RECORDS_PER_PARTITION(
      "maxRecordsPerPartition",
      V4_0,
      V4_0,
      OptionRule.LONG_COUNT,
      "maxRecordsPerPartition",
      "no limit",
      "records of a Spark partition"),
  FAIL_ON_DATA_LOSS(
      "failOnDataLoss", V2_3, V2_3, OptionRule.TRUE_OR_FALSE, "onDataLoss", "`FAIL`", "`DataLoss`"),
  INCLUDE_HEADERS(
      "includeHeaders", V3_0, V3_0, OptionRule.TRUE_OR_FALSE, "includeHeaders", "no headers", ""),
  PARTITION_DISCOVERY(
      "kafka.metadata.max.age.ms",
      V2_3,
      null,
      OptionRule.MILLIS_OR_ZERO,
      "partitionDiscovery",
      "5 minutes",
      "`Duration`"),
  POLL_TIMEOUT(
      "kafkaConsumer.pollTimeoutMs",
      V2_3,
      V2_3,
      OptionRule.MILLIS,
      "pollTimeout",
      "`spark.network.timeout`, 2 minutes",
      "`Duration`"),
  FETCH_OFFSET_ATTEMPTS(
      "fetchOffset.numRetries",
      V2_3,
      V2_3,
      OptionRule.COUNT,
      "fetchOffsetAttempts",
      "3",
      "attempts"),
  FETCH_OFFSET_RETRY_INTERVAL(
      "fetchOffset.retryIntervalMs",
      V2_3,
      V2_3,
      OptionRule.MILLIS_OR_ZERO,
      "fetchOffsetRetryInterval",
      "1 second",
      "`Duration`"),
  GROUP_ID_PREFIX("groupIdPrefix", V3_0, V3_0, OptionRule.TEXT, "groupIdPrefix", "Spark's own", ""),
  GROUP_ID("kafka.group.id", V3_0, V3_0, OptionRule.TEXT, "groupId", "one for each query", ""),
  MAX_POLL_RECORDS(
      "kafka.max.poll.records",
      V2_3,
      V2_3,
      OptionRule.COUNT,
      "option",
      "10,000; after `neutral()` Kafka's 500",
      "records"),
  FETCH_MAX_WAIT(
      "kafka.fetch.max.wait.ms",
      V2_3,
      V2_3,
      OptionRule.MILLIS_OR_ZERO,
      "option",
      "[10](speed.md#where-it-applies); after `neutral()` Kafka's 500",
      "milliseconds");

  private static final Map<String, SourceOption> BY_NAME = new TreeMap<>(CASE_INSENSITIVE_ORDER);

  static {
    for (SourceOption option : values()) {
      BY_NAME.put(option.sparkName, option);
    }
  }

  final String sparkName;
  final OptionRule rule;
  private final SparkVersion inStreams;
  private final SparkVersion inBatches;
  private final String method;
  private final String byDefault;
  private final String unit;

  SourceOption(
      String sparkName,
      SparkVersion inStreams,
      SparkVersion inBatches,
      OptionRule rule,
      String method,
      String byDefault,
      String unit) {
    this.sparkName = sparkName;
    this.inStreams = inStreams;
    this.inBatches = inBatches;
    this.rule = rule;
    this.method = method;
    this.byDefault = byDefault;
    this.unit = unit;
  }

  /** The option that Spark knows by this name, in whatever case. */
  static Optional<SourceOption> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** The first Spark whose source reads it; empty if none does. */
  Optional<SparkVersion> since(SourceKind kind) {
    return Optional.ofNullable(kind == SourceKind.STREAM ? inStreams : inBatches);
  }

  /**
   * Whether Spark 2.4 gets it in a stream and does not find it: Spark looks among names in lower
   * case for one with capitals (SPARK-28163).
   */
  boolean isLostIn(SparkVersion spark, SourceKind kind) {
    return (this == FETCH_OFFSET_ATTEMPTS || this == FETCH_OFFSET_RETRY_INTERVAL)
        && spark == V2_4
        && kind == SourceKind.STREAM;
  }

  /** The method of a source that sets it. */
  String method() {
    return method;
  }

  /** The row of the table in docs/source.md. */
  String toMarkdown() {
    return String.format(
        "| `%s` | `%s` | %s | %s | %s | %s |",
        method,
        sparkName,
        byDefault,
        unit,
        isLostIn(V2_4, SourceKind.STREAM) ? inStreams + ", not 2.4" : inStreams,
        inBatches == null ? "-" : inBatches);
  }
}
