package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which options Spark's Kafka source takes, and what to do in place of those that it does not. */
final class SourceOptions {

  /** Read by some Spark version in a stream. Spark takes option names in any case. */
  private static final Set<String> KNOWN =
      lowerCase(
          "failOnDataLoss",
          "maxOffsetsPerTrigger",
          "minOffsetsPerTrigger",
          "maxTriggerDelay",
          "minPartitions",
          "maxRecordsPerPartition",
          "includeHeaders",
          "groupIdPrefix",
          "kafkaConsumer.pollTimeoutMs",
          "fetchOffset.numRetries",
          "fetchOffset.retryIntervalMs");

  private static final Map<String, String> INSTEAD = new HashMap<>();

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
    String instead = INSTEAD.get(key);
    if (instead != null) {
      throw new IllegalArgumentException("Invalid option: '" + name + "' (" + instead + ")");
    }
    if (isForClients(name)) {
      KafkaCluster.requireClientProperty(name.substring("kafka.".length()));
    } else if (!KNOWN.contains(key)) {
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
    INSTEAD.put(name.toLowerCase(Locale.ROOT), text);
  }

  private static Set<String> lowerCase(String... names) {
    Set<String> keys = new HashSet<>();
    Arrays.asList(names).forEach(name -> keys.add(name.toLowerCase(Locale.ROOT)));
    return Collections.unmodifiableSet(keys);
  }
}
