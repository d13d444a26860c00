package io.github.kafkaspark.testing;

/** A broker in this JVM, without ZooKeeper if the Kafka at hand can do so. */
final class LocalBroker implements Broker {

  private final BrokerFolder folder;
  private Broker broker;

  LocalBroker(BrokerFolder folder) {
    this.folder = folder;
  }

  @Override
  public void start() {
    try {
      if (broker == null) {
        broker = fitting();
      }
      broker.start();
    } catch (LinkageError e) {
      throw UnfitClassPathException.because(e);
    }
  }

  private Broker fitting() {
    if (has(KRaftServer.SERVER)) {
      return new KRaftBroker(folder);
    }
    if (has("kafka.server.KafkaServer")) {
      return new ZooKeeperBroker(folder);
    }
    throw UnfitClassPathException.withoutBroker();
  }

  private static boolean has(String type) {
    try {
      Class.forName(type, false, LocalBroker.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public void stop() {
    if (broker != null) {
      broker.stop();
    }
  }

  @Override
  public void discard() {
    if (broker != null) {
      broker.discard();
    }
  }
}
