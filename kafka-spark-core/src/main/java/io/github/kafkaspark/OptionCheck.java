package io.github.kafkaspark;

import static java.lang.String.CASE_INSENSITIVE_ORDER;
import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.NearMiss;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** The options that Spark's Kafka source takes, and the way out for those that it does not take. */
final class OptionCheck {

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
    String ofQuery = "Spark ignores it on a source; set it on the query, by writeStream().";
    instead("checkpointLocation", ofQuery + "option(\"checkpointLocation\", …)");
    instead("queryName", ofQuery + "queryName(…)");
    instead("outputMode", ofQuery + "outputMode(…)");
    instead("trigger", ofQuery + "trigger(…)");
    instead("group.id", "Spark ignores it; use 'kafka.group.id' (Spark 3.0) or remove it");
    String bytes = "Spark gives bytes; remove it, and cast or decode the columns key and value";
    for (String side : new String[] {"key", "value"}) {
      instead(side + ".deserializer", bytes);
      instead("kafka." + side + ".deserializer", bytes);
    }
    instead("kafka.interceptor.classes", "Spark refuses it; remove it");
    instead("kafka.bootstrap.servers", "call bootstrapServers or cluster");
    instead("bootstrap.servers", "call bootstrapServers or cluster");
  }

  private static final Set<String> SELECTIONS =
      new HashSet<>(Arrays.asList("subscribe", "subscribepattern", "assign"));

  private static final Set<String> STARTS =
      new HashSet<>(
          Arrays.asList(
              "startingoffsets",
              "startingtimestamp",
              "startingoffsetsbytimestamp",
              "startingoffsetsbytimestampstrategy"));

  private static final Set<String> ENDS =
      new HashSet<>(Arrays.asList("endingoffsets", "endingtimestamp", "endingoffsetsbytimestamp"));

  private OptionCheck() {}

  /**
   * Refuses what Spark would ignore, or reject later.
   *
   * @throws IllegalStateException if the option conflicts with what the source is
   * @throws IllegalArgumentException if Spark's Kafka source does not take the option, or not with
   *     this value
   */
  static void check(
      String name, String value, SourceKind kind, TopicSelection selection, SparkVersion running) {
    requireNonNull(name, "name");
    requireNonNull(value, "value");
    String key = name.toLowerCase(Locale.ROOT);
    if (SELECTIONS.contains(key)) {
      throw new IllegalStateException(
          "Cannot set option '"
              + name
              + "' to '"
              + value
              + "': "
              + selection
              + " is already selected; choose one of topic, topics, topicPattern and partitions");
    }
    instead(key, kind)
        .ifPresent(
            instead -> {
              throw invalid(name, instead);
            });
    Optional<SourceOption> option = SourceOption.named(name);
    if (option.isPresent()) {
      requireReadBy(running, kind, option.get(), name);
      option.get().rule.require(name, value);
    }
    if (isForClients(name)) {
      KafkaCluster.requireClientProperty(name.substring("kafka.".length()));
    } else if (!option.isPresent()) {
      throw invalid(
          name, "Spark's Kafka source has no such option and would ignore it; " + meant(name));
    }
  }

  private static Optional<String> instead(String key, SourceKind kind) {
    if (STARTS.contains(key)) {
      return Optional.of("call startingOffsets");
    }
    if (ENDS.contains(key)) {
      return Optional.of(
          kind == SourceKind.STREAM ? "a stream has no end; remove it" : "call endingOffsets");
    }
    return Optional.ofNullable(INSTEAD.get(key));
  }

  private static void requireReadBy(
      SparkVersion running, SourceKind kind, SourceOption option, String name) {
    Optional<SparkVersion> since = option.since(kind);
    if (!since.isPresent() && isForClients(name)) {
      return;
    }
    if (!since.isPresent()) {
      throw invalid(name, "a batch has no triggers, so Spark would ignore it; remove it");
    }
    if (since.get().compareTo(running) > 0) {
      throw invalid(
          name,
          String.format(
              "Spark's Kafka source has it%s since Spark %s, and this is Spark %s; remove it, or run "
                  + "on a newer Spark",
              kind == SourceKind.BATCH ? " in a batch" : "", since.get(), running));
    }
    if (option.isLostIn(running, kind)) {
      throw invalid(
          name,
          "Spark 2.4 takes it and loses it in a stream, SPARK-28163; remove it, or run on another "
              + "Spark");
    }
  }

  /** The name to write in place of one that Spark does not know. */
  private static String meant(String name) {
    Set<String> known = new HashSet<>(Arrays.asList("startingOffsets", "endingOffsets"));
    for (SourceOption option : SourceOption.values()) {
      if (!isForClients(option.sparkName)) {
        known.add(option.sparkName);
      }
    }
    Optional<String> near = NearMiss.of(name, known);
    if (!near.isPresent() && !ConsumerConfig.configNames().contains(name)) {
      near = NearMiss.of(name, ConsumerConfig.configNames()).map(property -> "kafka." + property);
    }
    return near.map(other -> "did you mean '" + other + "'?")
        .orElse("a property of the Kafka consumer is written 'kafka." + name + "'");
  }

  /**
   * The property of the Kafka consumer that an unknown one may stand for. The unknown one may be
   * for somebody's own class, so it is no reason to refuse the option.
   */
  static Optional<String> meantForClients(String name) {
    if (!isForClients(name)) {
      return Optional.empty();
    }
    String property = name.substring("kafka.".length());
    return ConsumerConfig.configNames().contains(property)
        ? Optional.empty()
        : NearMiss.of(property, ConsumerConfig.configNames()).map(other -> "kafka." + other);
  }

  /** Whether Spark hands the option to its consumers; it takes the prefix in any case. */
  static boolean isForClients(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith("kafka.");
  }

  private static IllegalArgumentException invalid(String name, String why) {
    return new IllegalArgumentException("Invalid option: '" + name + "' (" + why + ")");
  }

  private static void instead(String name, String text) {
    INSTEAD.put(name, text);
  }
}
