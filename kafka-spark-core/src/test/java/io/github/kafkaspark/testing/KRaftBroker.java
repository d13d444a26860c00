package io.github.kafkaspark.testing;

import java.nio.file.Files;
import java.util.Properties;

/** A broker with its own controller, in this JVM. Needs nothing but the JDK and Kafka. */
final class KRaftBroker implements Broker {

  private final BrokerFolder folder;
  private KRaftServer server;

  KRaftBroker(BrokerFolder folder) {
    this.folder = folder;
  }

  @Override
  public void start() {
    Properties settings = KRaftSettings.of(folder);
    if (!Files.exists(folder.metadata())) {
      KRaftServer.format(folder.keepForKRaft(settings), ScramUsers.storageToolArguments(settings));
    } else if (!folder.wasStoppedInOrder()) {
      endSessionOfKilledBroker();
    }
    run(settings);
  }

  /**
   * The controller refuses a new broker until the session of its killed predecessor has ended,
   * which takes long with the kit's settings; so one with a short session goes first.
   */
  private void endSessionOfKilledBroker() {
    run(KRaftSettings.withShortSession(KRaftSettings.of(folder)));
    stop();
  }

  private void run(Properties settings) {
    boolean up = false;
    try {
      server = KRaftServer.of(settings);
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
      server = null;
    }
  }

  @Override
  public void discard() {
    stop();
  }
}
