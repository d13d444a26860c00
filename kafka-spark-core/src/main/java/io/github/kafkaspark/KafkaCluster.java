package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Kafka cluster and how a client reaches it, said once: for Spark's source and for the library's
 * own clients alike.
 *
 * <pre>{@code
 * KafkaCluster cluster =
 *     KafkaCluster.at("broker-1:9092,broker-2:9092")
 *         .option("security.protocol", "SSL")
 *         .timeout(Duration.ofSeconds(10));
 * }</pre>
 *
 * <p>An immutable value; steps return new values. Its text hides secrets.
 */
public final class KafkaCluster {

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:\\w+://)?[\\w.:%\\[\\]-]+:(\\d{1,5})");

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

  private final String bootstrapServers;
  private final Map<String, String> options;
  private final Duration timeout;

  private KafkaCluster(String bootstrapServers, Map<String, String> options, Duration timeout) {
    this.bootstrapServers = bootstrapServers;
    this.options = options;
    this.timeout = timeout;
  }

  /**
   * The cluster that these brokers belong to.
   *
   * @param bootstrapServers one or more of {@code host:port}, separated by commas
   * @throws NullPointerException if {@code bootstrapServers} is null
   * @throws IllegalArgumentException if one of them is not of the form {@code host:port}
   */
  public static KafkaCluster at(String bootstrapServers) {
    requireNonNull(bootstrapServers, "bootstrapServers");
    for (String server : bootstrapServers.split(",", -1)) {
      if (!isHostAndPort(server.trim())) {
        throw new IllegalArgumentException(
            "Invalid bootstrap servers: '"
                + bootstrapServers
                + "' (expected host:port, or several separated by commas)");
      }
    }
    return new KafkaCluster(bootstrapServers.trim(), Collections.emptyMap(), DEFAULT_TIMEOUT);
  }

  private static boolean isHostAndPort(String server) {
    Matcher matcher = HOST_AND_PORT.matcher(server);
    return matcher.matches() && Integer.parseInt(matcher.group(1)) <= 65_535;
  }

  /**
   * This cluster with one property for every client, by the name that Kafka gives it, such as
   * {@code security.protocol}. Set again, the newer value holds.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name is blank, begins with Spark's {@code kafka.}, or
   *     is {@code bootstrap.servers}
   */
  public KafkaCluster option(String name, String value) {
    requireNonNull(name, "name");
    requireNonNull(value, "value");
    requireClientProperty(name);
    Map<String, String> copy = new TreeMap<>(options);
    copy.put(name, value);
    return new KafkaCluster(bootstrapServers, Collections.unmodifiableMap(copy), timeout);
  }

  static void requireClientProperty(String name) {
    if (name.trim().isEmpty() || name.startsWith("kafka.") || name.equals("bootstrap.servers")) {
      throw new IllegalArgumentException(
          "Invalid cluster option: '"
              + name
              + "' (expected a client property by Kafka's own name, such as 'security.protocol', "
              + "without the prefix 'kafka.'; the servers go to KafkaCluster.at)");
    }
  }

  /**
   * This cluster with another limit for each request of the library's own clients; 30 seconds if
   * not said. Spark's consumers are not affected.
   *
   * @throws NullPointerException if {@code timeout} is null
   * @throws IllegalArgumentException if it is below one second or above one hour
   */
  public KafkaCluster timeout(Duration timeout) {
    requireNonNull(timeout, "timeout");
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "Invalid timeout: '" + timeout + "' (expected 1 second to 1 hour)");
    }
    return new KafkaCluster(bootstrapServers, options, timeout);
  }

  /** The servers as given. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** The properties set by {@link #option}, with their values; cannot be modified. */
  public Map<String, String> options() {
    return options;
  }

  /** The limit for each request of the library's own clients. */
  public Duration timeout() {
    return timeout;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof KafkaCluster)) {
      return false;
    }
    KafkaCluster that = (KafkaCluster) other;
    return bootstrapServers.equals(that.bootstrapServers)
        && options.equals(that.options)
        && timeout.equals(that.timeout);
  }

  @Override
  public int hashCode() {
    return bootstrapServers.hashCode() + 31 * options.hashCode();
  }

  /** The servers and what was set, secrets masked. */
  @Override
  public String toString() {
    return options.isEmpty() ? bootstrapServers : bootstrapServers + " " + Secrets.mask(options);
  }
}
