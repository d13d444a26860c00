package io.github.kafkaspark.testing;

/** One Kafka broker with a cluster of its own, which keeps its files from start to start. */
interface Broker {

  /** A broker in this JVM, without ZooKeeper if the Kafka at hand can do so. */
  static Broker in(BrokerFolder folder) {
    return KRaftServer.isAvailable() ? new KRaftBroker(folder) : new ZooKeeperBroker(folder);
  }

  /** Starts a stopped broker; returns when it accepts connections. */
  void start();

  /** Ends the broker in good order; nothing happens if it does not run. */
  void stop();

  /** Ends the broker in the quickest way, because its files are no longer wanted. */
  void discard();
}
