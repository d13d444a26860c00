package io.github.kafkaspark.testing;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The settings of a broker that is quick, small and alone, with or without ZooKeeper. */
final class BrokerSettings {

  private static final List<String> OWN =
      Arrays.asList(
          "listeners",
          "advertised.listeners",
          "log.dir",
          "log.dirs",
          "metadata.log.dir",
          "zookeeper.connect",
          "process.roles",
          "node.id",
          "controller.listener.names",
          "controller.quorum.voters");

  private static final String PROTOCOLS = "listener.security.protocol.map";
  private static final String ADVERTISED = "kit.advertised.";

  private BrokerSettings() {}

  static Properties of(BrokerFolder folder, int port, Map<String, String> overrides) {
    Properties settings = defaults();
    settings.putAll(overrides);
    settings.setProperty("listeners", listeners(settings, port));
    settings.setProperty("advertised.listeners", advertised(settings));
    settings.setProperty("log.dirs", folder.logs().toString());
    return settings;
  }

  /** One for the kit's own clients, and one for each other that has a protocol. */
  private static String listeners(Properties settings, int port) {
    String listeners = "PLAINTEXT://127.0.0.1:" + port;
    String protocols = settings.getProperty(PROTOCOLS);
    if (protocols != null) {
      for (String listener : protocols.split(",", -1)) {
        String address = "://127.0.0.1:" + FreePort.find();
        while (listeners.contains(address)) {
          address = "://127.0.0.1:" + FreePort.find();
        }
        listeners += "," + listener.substring(0, listener.indexOf(':')) + address;
      }
      settings.setProperty(PROTOCOLS, "PLAINTEXT:PLAINTEXT," + protocols);
    }
    return listeners;
  }

  /** The listeners, some at the address of something that stands before the broker. */
  private static String advertised(Properties settings) {
    String advertised = settings.getProperty("listeners");
    for (String setting : settings.stringPropertyNames()) {
      if (setting.startsWith(ADVERTISED)) {
        String listener = setting.substring(ADVERTISED.length());
        advertised =
            advertised.replace(
                listener + "://" + address(settings, listener),
                listener + "://" + settings.getProperty(setting));
      }
    }
    return advertised;
  }

  /** The address of a listener. */
  static String address(Properties settings, String listener) {
    return Arrays.stream(settings.getProperty("listeners").split(",", -1))
        .filter(each -> each.startsWith(listener + "://"))
        .map(each -> each.substring(listener.length() + "://".length()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid listener: '"
                        + listener
                        + "' (expected one of "
                        + settings.getProperty("listeners")
                        + "; name it in the setting '"
                        + PROTOCOLS
                        + "')"));
  }

  private static Properties defaults() {
    Properties settings = new Properties();
    settings.setProperty("broker.id", "0");
    settings.setProperty("auto.create.topics.enable", "false");
    settings.setProperty("delete.topic.enable", "true");
    // Nothing ages away unless a test asks for it, not even records with a timestamp of long ago.
    settings.setProperty("log.retention.ms", "-1");

    settings.setProperty("offsets.topic.replication.factor", "1");
    settings.setProperty("offsets.topic.num.partitions", "1");
    settings.setProperty("transaction.state.log.replication.factor", "1");
    settings.setProperty("transaction.state.log.min.isr", "1");
    settings.setProperty("transaction.state.log.num.partitions", "1");

    settings.setProperty("group.initial.rebalance.delay.ms", "0");
    // The default of 128 MB would be a good part of a test JVM's heap.
    settings.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
    return settings;
  }

  static void check(Map<String, String> overrides) {
    for (String key : requireNonNull(overrides, "settings").keySet()) {
      check(key);
      if (key.startsWith(ADVERTISED)) {
        checkListener(key, overrides.get(PROTOCOLS));
      }
    }
  }

  private static void checkListener(String key, String protocols) {
    if (!("," + protocols).contains("," + key.substring(ADVERTISED.length()) + ":")) {
      throw new IllegalArgumentException(
          "Invalid broker setting: '"
              + key
              + "' (expected the name of a listener in the setting '"
              + PROTOCOLS
              + "')");
    }
  }

  private static void check(String key) {
    if (OWN.contains(key)) {
      throw new IllegalArgumentException(
          "Invalid broker setting: '"
              + key
              + "' (expected none of "
              + OWN
              + ", which the kit sets)");
    }
  }
}
