package io.github.kafkaspark.tool.options;

import io.github.kafkaspark.KafkaCluster;
import java.nio.file.Paths;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the command adds to the library's locations of stores, and learns from them. */
final class Locations {

  private static final String SCHEME =
      "((?:^|[^|]\\||^mirrored:)(?:kafka|kafkaWithoutTransactions):)";

  /** A prefix alone, behind the scheme. */
  private static final Pattern PREFIX = Pattern.compile(SCHEME + "(?=[^/:|]+(?:$|\\|))");

  /** The first store in Kafka. */
  private static final Pattern GROUPS =
      Pattern.compile(SCHEME + "([^/|?]+)/[^/:?|\\s]+(?:\\?config=([^|]+))?");

  private Locations() {}

  static boolean lacksBrokers(String location) {
    return PREFIX.matcher(location).find();
  }

  static String withBrokers(String location, String brokers) {
    return PREFIX.matcher(location).replaceAll("$1" + Matcher.quoteReplacement(brokers + "/"));
  }

  /** The cluster of the first store in Kafka; empty if there is none. */
  static Optional<KafkaCluster> cluster(String location, UnaryOperator<KafkaCluster> client) {
    Matcher groups = GROUPS.matcher(location);
    if (!groups.find()) {
      return Optional.empty();
    }
    KafkaCluster cluster = client.apply(KafkaCluster.at(groups.group(2)));
    String config = groups.group(3);
    return Optional.of(config == null ? cluster : cluster.properties(Paths.get(config)));
  }
}
