package io.github.kafkaspark.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds a port for a broker to keep while it stops and starts. */
final class FreePort {

  /**
   * Below the ports that systems give to outgoing connections: while the broker is down one of
   * those could take its port, and a client that tries again and again could even reach itself.
   */
  private static final int LOWEST = 20_000;

  private static final int HIGHEST = 32_000;

  private FreePort() {}

  static int find() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return random
        .ints(1_000, LOWEST, HIGHEST)
        .filter(FreePort::isFree)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Cannot find a free port up from " + LOWEST));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
