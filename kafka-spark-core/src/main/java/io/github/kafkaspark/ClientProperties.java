package io.github.kafkaspark;

import io.github.kafkaspark.internal.ClientSettings;
import io.github.kafkaspark.internal.NearMiss;
import io.github.kafkaspark.internal.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.security.auth.login.Configuration;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Reads a file of client properties, and refuses what is not about reaching a cluster. */
final class ClientProperties {

  private static final String WHAT = "client properties";
  private static final String PROTOCOL = "security.protocol";
  private static final String SERVERS = "bootstrap.servers";
  private static final String JAAS = "sasl.jaas.config";

  /** The library's clients belong to no group, and say themselves what a record and a commit is. */
  private static final Pattern OF_ONE_CLIENT =
      Pattern.compile(
          "(key|value)\\.(de)?serializer|group\\..*|(enable\\.)?auto\\..*|transactional\\.id|"
              + "enable\\.idempotence|interceptor\\.classes|partition\\.assignment\\.strategy");

  private static final Pattern LOGIN = Pattern.compile("sasl\\.(mechanism|jaas\\.config)");
  private static final Pattern STORE = Pattern.compile("ssl\\.(truststore|keystore)\\..*");
  private static final Pattern FILE = Pattern.compile("ssl\\.(truststore|keystore)\\.location");

  private final Path file;
  private final Map<String, String> properties = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  private ClientProperties(Path file) {
    this.file = file;
  }

  /**
   * Reads the properties as Kafka's own tools do.
   *
   * @param servers of the cluster, which the file may repeat
   * @param others that are set already
   */
  static Map<String, String> read(Path file, String servers, Set<String> others) {
    ClientProperties read = new ClientProperties(file);
    read.load();
    read.properties.forEach(read::check);
    read.checkServers(servers);
    read.checkProtocol();
    read.checkLogin(others);
    read.properties.replaceAll(
        (name, value) -> FILE.matcher(name).matches() ? read.located(name, value) : value);
    if (!read.problems.isEmpty()) {
      throw invalid(file, String.join("; ", read.problems));
    }
    return read.properties;
  }

  private void load() {
    if (!ReadableFile.is(file)) {
      throw new IllegalArgumentException(
          "Invalid " + WHAT + ": '" + file + "' (expected a file that this process can read)");
    }
    Properties loaded = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      loaded.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw invalid(file, "cannot read it: " + e);
    }
    loaded.stringPropertyNames().forEach(name -> properties.put(name, loaded.getProperty(name)));
    if (!Secrets.mask(properties).equals(properties)) {
      SecretFile.warn(file, WHAT);
    }
  }

  private void check(String name, String value) {
    if (OF_ONE_CLIENT.matcher(name).matches()) {
      problems.add("'" + name + "' is not about the cluster, and the library sets it; remove it");
    } else if (name.startsWith("kafka.")) {
      problems.add("'" + name + "' is written without 'kafka.'");
    } else {
      misspelt(name)
          .ifPresent(
              known ->
                  problems.add(
                      "'" + name + "' is none that Kafka knows; did you mean '" + known + "'?"));
      ClientSettings.problem(name, value)
          .ifPresent(
              rule ->
                  problems.add(
                      String.format(
                          "'%s' is '%s' (Kafka says: %s)", name, Secrets.mask(name, value), rule)));
    }
  }

  /** A property that no client knows may be for somebody's own class, unless it is nearly one. */
  private static Optional<String> misspelt(String name) {
    Set<String> known = new TreeSet<>(AdminClientConfig.configNames());
    known.addAll(ConsumerConfig.configNames());
    known.addAll(ProducerConfig.configNames());
    return known.contains(name) ? Optional.empty() : NearMiss.of(name, known);
  }

  private void checkServers(String servers) {
    String own = properties.remove(SERVERS);
    if (own != null && own.trim().isEmpty()) {
      problems.add("'" + SERVERS + "' has no value; remove it");
    } else if (own != null && !own.trim().equals(servers)) {
      problems.add(
          "'"
              + SERVERS
              + "' is "
              + Secrets.inUrl(own)
              + " and not "
              + servers
              + ", as said elsewhere; remove it");
    }
  }

  /** Without the protocol a client would use neither the login nor the certificates. */
  private void checkProtocol() {
    String protocol = properties.getOrDefault(PROTOCOL, "PLAINTEXT").toUpperCase(Locale.ROOT);
    for (String name : properties.keySet()) {
      boolean isIdle =
          (LOGIN.matcher(name).matches() && !protocol.startsWith("SASL_"))
              || (STORE.matcher(name).matches() && !protocol.endsWith("SSL"));
      if (isIdle) {
        problems.add("'" + name + "' has no effect, as " + PROTOCOL + " is " + protocol);
      }
    }
    if (protocol.endsWith("SSL")) {
      // Clients below 2.0 would trust any name.
      properties.putIfAbsent("ssl.endpoint.identification.algorithm", "https");
    }
  }

  /** Clients would look for the login in the JVM's own configuration. */
  private void checkLogin(Set<String> others) {
    String protocol = properties.getOrDefault(PROTOCOL, "").toUpperCase(Locale.ROOT);
    if (protocol.startsWith("SASL_")
        && !properties.containsKey(JAAS)
        && !others.contains(JAAS)
        && !hasJvmLogin()) {
      problems.add(
          String.format(
              "'%s' is %s, and there is no '%s'; add the login, or set it by KafkaCluster.option "
                  + "before the file",
              PROTOCOL, protocol, JAAS));
    }
  }

  private static boolean hasJvmLogin() {
    try {
      return Configuration.getConfiguration().getAppConfigurationEntry("KafkaClient") != null;
    } catch (SecurityException e) {
      return false; // It has none.
    }
  }

  /** A relative file is in the process's directory, or beside this one, as by --files. */
  private String located(String name, String value) {
    if (value.trim().isEmpty()) {
      problems.add("'" + name + "' has no value; name a file, or remove it");
      return value;
    }
    Path beside = file.toAbsolutePath().resolveSibling(value);
    if (ReadableFile.is(Paths.get(value))) {
      return value;
    }
    if (!ReadableFile.is(beside)) {
      problems.add(
          String.format(
              "'%s' names no file that this process can read; it is neither %s nor %s",
              name, Paths.get(value).toAbsolutePath(), beside));
    }
    return beside.toString();
  }

  private static IllegalArgumentException invalid(Path file, String why) {
    return new IllegalArgumentException("Invalid " + WHAT + " in '" + file + "': " + why);
  }
}
