package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.Secrets;
import io.github.kafkaspark.internal.Texts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Kafka cluster and how a client reaches it, said once for both Spark's source and the library's
 * own clients.
 *
 * <pre>{@code
 * KafkaCluster cluster =
 *     KafkaCluster.at("broker-1:9093,broker-2:9093")
 *         .sasl(Sasl.scramSha512("orders-job", password))
 *         .tls(Tls.trustStore(path, storePassword))
 *         .timeout(Duration.ofSeconds(10));
 * }</pre>
 *
 * <p>An immutable value; steps return new values. Its text hides secrets, and no log or exception
 * of the library shows one. Spark gets the secrets as options of its source, and prints these in
 * the text of a plan, such as {@code Dataset.explain(true)}, unless you tell it not to:
 *
 * <pre>{@code
 * spark.sql.redaction.string.regex  (?is)jaas.config -> .*?";|(pass\w*|secret|token|key) -> [^,)]*
 * }</pre>
 */
public final class KafkaCluster {

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:\\w+://)?[\\w.:%\\[\\]-]+:(\\d{1,5})");

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

  private final String bootstrapServers;
  private final Map<String, String> ownOptions;
  private final ClusterSecurity security;
  private final Map<String, String> options;
  private final Duration timeout;

  private KafkaCluster(
      String bootstrapServers,
      Map<String, String> ownOptions,
      ClusterSecurity security,
      Duration timeout) {
    this.bootstrapServers = bootstrapServers;
    this.ownOptions = ownOptions;
    this.security = security;
    this.options = security.addedTo(ownOptions);
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
                + shown(bootstrapServers)
                + "' (expected host:port, or several separated by commas)");
      }
    }
    return new KafkaCluster(
        bootstrapServers.trim(), Collections.emptyMap(), ClusterSecurity.NONE, DEFAULT_TIMEOUT);
  }

  /** A user or parameters, which only a URL has, may be secret. */
  private static String shown(String servers) {
    return servers.matches("(?s).*[@?=].*") ? Secrets.inUrl(servers) : servers;
  }

  private static boolean isHostAndPort(String server) {
    Matcher matcher = HOST_AND_PORT.matcher(server);
    return matcher.matches() && Integer.parseInt(matcher.group(1)) <= 65_535;
  }

  /**
   * This cluster, with clients that say who they are. The connection is encrypted with {@link
   * #tls}, and is not without: {@code security.protocol} follows from the two.
   *
   * @throws NullPointerException if {@code sasl} is null
   * @throws IllegalStateException if it is already set, or an option sets the same
   */
  public KafkaCluster sasl(Sasl sasl) {
    return new KafkaCluster(
        bootstrapServers, ownOptions, security.with(requireNonNull(sasl, "sasl")), timeout);
  }

  /**
   * This cluster over encrypted connections.
   *
   * @throws NullPointerException if {@code tls} is null
   * @throws IllegalStateException if it is already set, or an option sets the same
   */
  public KafkaCluster tls(Tls tls) {
    return new KafkaCluster(
        bootstrapServers, ownOptions, security.with(requireNonNull(tls, "tls")), timeout);
  }

  /**
   * This cluster with one property for every client, by the name that Kafka gives it, such as
   * {@code client.rack}. A second call with this name replaces the first.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name is blank, begins with Spark's {@code kafka.}, or
   *     is {@code bootstrap.servers}
   * @throws IllegalStateException if {@link #sasl} or {@link #tls} sets it
   */
  public KafkaCluster option(String name, String value) {
    requireNonNull(name, "name");
    requireNonNull(value, "value");
    requireClientProperty(name);
    Map<String, String> copy = new TreeMap<>(ownOptions);
    copy.put(name, value);
    return new KafkaCluster(bootstrapServers, Collections.unmodifiableMap(copy), security, timeout);
  }

  /**
   * This cluster with the client properties in a file, such as Kafka's own tools take by {@code
   * --command-config}: login, TLS, and what else tells how to reach the brokers.
   *
   * <p>A trust or key store with a relative name is looked for in the process's directory, then
   * beside the file. The library has clients check the names in certificates unless the file says
   * otherwise. If the file has a secret and every user of the host may read it, the log has a
   * warning, once.
   *
   * @throws NullPointerException if {@code file} is null
   * @throws IllegalArgumentException if it is no file that this process can read, or has a property
   *     that is misspelt, has no effect, names other brokers, or is of one kind of client, such as
   *     {@code group.id}, or a value that Kafka does not take, or wants a login where neither the
   *     file nor an option nor the JVM has one; the message names them all, and repeats no secret
   * @throws IllegalStateException if {@link #sasl} or {@link #tls} sets one of them
   */
  public KafkaCluster properties(Path file) {
    Map<String, String> copy = new TreeMap<>(ownOptions);
    copy.putAll(
        ClientProperties.read(requireNonNull(file, "file"), bootstrapServers, options.keySet()));
    return new KafkaCluster(bootstrapServers, Collections.unmodifiableMap(copy), security, timeout);
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
   * you do not say. A quarter of it, 2 seconds at most, is for a look at why there is no answer.
   * Where nobody listens, the clients give up after a tenth of it. It does not affect Spark's
   * consumers.
   *
   * @throws NullPointerException if {@code timeout} is null
   * @throws IllegalArgumentException if it is below one second or above one hour
   */
  public KafkaCluster timeout(Duration timeout) {
    requireNonNull(timeout, "timeout");
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "Invalid timeout: '" + Texts.of(timeout) + "' (expected 1 second to 1 hour)");
    }
    return new KafkaCluster(bootstrapServers, ownOptions, security, timeout);
  }

  /** The servers as given. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * The properties that follow from {@link #sasl}, {@link #tls} and {@link #option}, with their
   * values, secrets included; cannot be modified.
   */
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
