package io.github.kafkaspark.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** A ZooKeeper in this JVM, on a free port. */
final class LocalZooKeeper implements AutoCloseable {

  /**
   * A broker that was paused for minutes should go on as if nothing had happened, so its session
   * must not end meanwhile.
   */
  static final int SESSION_TIMEOUT_MS = 3_600_000;

  private static final int TICK_MS = 2_000;
  private static final int ANY_NUMBER = 0;

  private final ServerCnxnFactory connections;

  private LocalZooKeeper(ServerCnxnFactory connections) {
    this.connections = connections;
  }

  static LocalZooKeeper start(Path folder) {
    try {
      File files = folder.toFile();
      ZooKeeperServer server = new ZooKeeperServer(files, files, TICK_MS);
      server.setMaxSessionTimeout(SESSION_TIMEOUT_MS);
      ServerCnxnFactory connections = new NIOServerCnxnFactory();
      connections.configure(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ANY_NUMBER, false);
      connections.startup(server);
      endSessionsOfKilledBrokers(server);
      return new LocalZooKeeper(connections);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot start ZooKeeper: interrupted", e);
    }
  }

  /**
   * A broker refuses to start while the node that its killed predecessor registered is there. The
   * end of a session takes its nodes along, ahead of whatever the new broker will ask for.
   */
  private static void endSessionsOfKilledBrokers(ZooKeeperServer server) {
    new ArrayList<>(server.getZKDatabase().getSessions()).forEach(server::closeSession);
  }

  String address() {
    return "127.0.0.1:" + connections.getLocalPort();
  }

  @Override
  public void close() {
    connections.shutdown();
  }
}
