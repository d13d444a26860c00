package io.github.kafkaspark;

import static io.github.kafkaspark.SparkVersion.V2_3;
import static io.github.kafkaspark.SparkVersion.V2_4;
import static io.github.kafkaspark.SparkVersion.V3_0;
import static io.github.kafkaspark.SparkVersion.V3_2;
import static io.github.kafkaspark.SparkVersion.V4_0;
import static java.lang.String.CASE_INSENSITIVE_ORDER;
import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Which options Spark's Kafka source takes, and what to do in place of those that it does not. */
final class SourceOptions {

  /** What Spark's source reads in a stream, and since when. Spark takes names in any case. */
  private static final Map<String, SparkVersion> SINCE = new TreeMap<>(CASE_INSENSITIVE_ORDER);

  static {
    SINCE.put("failOnDataLoss", V2_3);
    SINCE.put("maxOffsetsPerTrigger", V2_3);
    SINCE.put("kafkaConsumer.pollTimeoutMs", V2_3);
    SINCE.put("fetchOffset.numRetries", V2_3);
    SINCE.put("fetchOffset.retryIntervalMs", V2_3);
    SINCE.put("minPartitions", V2_4);
    SINCE.put("includeHeaders", V3_0);
    SINCE.put("groupIdPrefix", V3_0);
    SINCE.put("kafka.group.id", V3_0);
    SINCE.put("minOffsetsPerTrigger", V3_2);
    SINCE.put("maxTriggerDelay", V3_2);
    SINCE.put("maxRecordsPerPartition", V4_0);
  }

  private static final Map<String, String> INSTEAD = new TreeMap<>(CASE_INSENSITIVE_ORDER);

  static {
    String remembered = "remove it; where the stream is, an OffsetTracker remembers";
    instead("zookeeper.connect", "Spark ignores it; remove it, bootstrapServers is all it takes");
    instead("enable.auto.commit", "Spark ignores it, and commits nothing; " + remembered);
    instead("auto.commit.enable", "Spark ignores it, and commits nothing; " + remembered);
    instead("kafka.enable.auto.commit", "Spark refuses it, and commits nothing; " + remembered);
    instead("includeTimestamp", "Spark ignores it; remove it, column 'timestamp' is always there");
    instead("auto.offset.reset", "Spark ignores it; call startingOffsets");
    instead("kafka.auto.offset.reset", "Spark refuses it; call startingOffsets");
    instead("group.id", "Spark ignores it; use 'kafka.group.id' (Spark 3.0) or remove it");
    String bytes = "Spark gives bytes; remove it, and cast or decode the columns key and value";
    for (String side : new String[] {"key", "value"}) {
      instead(side + ".deserializer", bytes);
      instead("kafka." + side + ".deserializer", bytes);
    }
    instead("kafka.interceptor.classes", "Spark refuses it; remove it");
    instead("kafka.bootstrap.servers", "call bootstrapServers or cluster");
    instead("bootstrap.servers", "call bootstrapServers or cluster");
    for (String start :
        new String[] {
          "startingOffsets",
          "startingTimestamp",
          "startingOffsetsByTimestamp",
          "startingOffsetsByTimestampStrategy"
        }) {
      instead(start, "call startingOffsets");
    }
    for (String end :
        new String[] {"endingOffsets", "endingTimestamp", "endingOffsetsByTimestamp"}) {
      instead(end, "a stream has no end; remove it");
    }
  }

  private SourceOptions() {}

  /**
   * Refuses what Spark would ignore, or reject later.
   *
   * @throws IllegalStateException if the option conflicts with what the source is
   * @throws IllegalArgumentException if Spark's Kafka source does not take the option
   */
  static void check(String name, String value, TopicSelection selection) {
    requireNonNull(name, "name");
    requireNonNull(value, "value");
    String key = name.toLowerCase(Locale.ROOT);
    if (key.equals("subscribe") || key.equals("subscribepattern") || key.equals("assign")) {
      throw new IllegalStateException(
          "Cannot set option '"
              + name
              + "' to '"
              + value
              + "': "
              + selection
              + " is already selected; choose one of topic, topics, topicPattern and partitions");
    }
    String instead = INSTEAD.get(name);
    if (instead != null) {
      throw new IllegalArgumentException("Invalid option: '" + name + "' (" + instead + ")");
    }
    SparkVersion since = SINCE.get(name);
    if (since != null && !since.isRunning()) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid option: '%s' (Spark's Kafka source has it since Spark %s, and this is Spark "
                  + "%s; remove it, or run on a newer Spark)",
              name, since, SparkVersion.running()));
    }
    if (isForClients(name)) {
      KafkaCluster.requireClientProperty(name.substring("kafka.".length()));
    } else if (since == null) {
      throw new IllegalArgumentException(
          "Invalid option: '"
              + name
              + "' (Spark's Kafka source has no such option and would ignore it; a property of "
              + "the Kafka consumer is written 'kafka."
              + name
              + "')");
    }
  }

  /** Whether Spark hands the option to its consumers; it takes the prefix in any case. */
  static boolean isForClients(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith("kafka.");
  }

  private static void instead(String name, String text) {
    INSTEAD.put(name, text);
  }
}
