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

  private static final int LOWEST_OF_CONTROLLERS = 31_000;
  private static final int HIGHEST = 32_000;

  private FreePort() {}

  static int find() {
    return between(LOWEST, LOWEST_OF_CONTROLLERS);
  }

  /** A port that no broker has, not even one that is down at the moment. */
  static int findForController() {
    return between(LOWEST_OF_CONTROLLERS, HIGHEST);
  }

  private static int between(int lowest, int end) {
    return ThreadLocalRandom.current()
        .ints(1_000, lowest, end)
        .filter(FreePort::isFree)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Cannot find a free port up from " + lowest));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
