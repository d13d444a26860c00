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

  private BrokerSettings() {}

  static Properties of(BrokerFolder folder, int port, Map<String, String> overrides) {
    Properties settings = defaults();
    settings.putAll(overrides);
    settings.setProperty("listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.setProperty("log.dirs", folder.logs().toString());
    return settings;
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
    requireNonNull(overrides, "settings").keySet().forEach(BrokerSettings::check);
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
