package io.github.kafkaspark.testing;

import java.util.Properties;

/** What a broker with a ZooKeeper is told on top of {@link BrokerSettings}. */
final class ZooKeeperSettings {

  private ZooKeeperSettings() {}

  static Properties of(BrokerFolder folder) {
    Properties settings = defaults();
    settings.putAll(folder.settings());
    return settings;
  }

  private static Properties defaults() {
    Properties settings = new Properties();
    // There is no other broker to hand the partitions to.
    settings.setProperty("controlled.shutdown.enable", "false");
    settings.setProperty(
        "zookeeper.session.timeout.ms", String.valueOf(LocalZooKeeper.SESSION_TIMEOUT_MS));
    settings.setProperty("zookeeper.connection.timeout.ms", "30000");
    return settings;
  }
}
