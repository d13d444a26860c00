package io.github.kafkaspark.testing;

import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaServer;
import org.apache.kafka.common.utils.Time;
import scala.Option;
import scala.collection.immutable.List$;

/** A broker with a ZooKeeper, in this JVM. Needs nothing but the JDK, Kafka and ZooKeeper. */
final class ZooKeeperBroker implements Broker {

  private final BrokerFolder folder;
  private final Properties settings;
  private LocalZooKeeper zooKeeper;
  private KafkaServer server;

  ZooKeeperBroker(BrokerFolder folder) {
    this.folder = folder;
    this.settings = ZooKeeperSettings.of(folder);
  }

  @Override
  public void start() {
    boolean up = false;
    try {
      zooKeeper = LocalZooKeeper.start(folder.zooKeeper());
      settings.setProperty("zookeeper.connect", zooKeeper.address());
      ZooKeeperUsers.keep(zooKeeper.address(), settings);
      server =
          new KafkaServer(
              new KafkaConfig(settings), Time.SYSTEM, Option.empty(), List$.MODULE$.empty());
      server.startup();
      up = true;
    } finally {
      if (!up) {
        stop();
      }
    }
  }

  @Override
  public void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
    if (zooKeeper != null) {
      zooKeeper.close();
      zooKeeper = null;
    }
  }

  @Override
  public void discard() {
    stop();
  }
}
