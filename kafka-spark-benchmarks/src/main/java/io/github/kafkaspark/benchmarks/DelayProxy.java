package io.github.kafkaspark.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Puts a server on this machine further away: whatever a client sends arrives later by a fixed
 * time. All of the delay is on the way there, which who waits for an answer cannot tell from half
 * of it on each. It makes a round trip longer and takes no bandwidth away.
 */
final class DelayProxy implements AutoCloseable {

  private final ServerSocket entrance;
  private final Duration delay;
  private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();

  /** One thread, so that what came first is sent first. */
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(task -> daemon("delay", task));

  private DelayProxy(ServerSocket entrance, Duration delay) {
    this.entrance = entrance;
    this.delay = delay;
    sockets.add(entrance);
  }

  /** A proxy with an address that a broker can be told; clients wait until it {@link #leadsTo}. */
  static DelayProxy open(Duration delay) throws IOException {
    return new DelayProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), delay);
  }

  String address() {
    return "127.0.0.1:" + entrance.getLocalPort();
  }

  /** Lets clients through to a server, {@code host:port}. */
  void leadsTo(String server) {
    int colon = server.lastIndexOf(':');
    String host = server.substring(0, colon);
    int port = Integer.parseInt(server.substring(colon + 1));
    daemon("accept", () -> accept(new InetSocketAddress(host, port))).start();
  }

  private void accept(InetSocketAddress server) {
    try {
      while (!entrance.isClosed()) {
        connect(entrance.accept(), server);
      }
    } catch (IOException e) {
      // Closed, which ends the connections too.
    }
  }

  private void connect(Socket client, InetSocketAddress address) {
    Socket server = new Socket();
    sockets.add(client);
    sockets.add(server);
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(address);
      daemon("there", () -> sendLater(client, server)).start();
      daemon("back", () -> sendBack(server, client)).start();
    } catch (IOException e) {
      end(client, server);
    }
  }

  /** What waits is in memory without limit: questions are small. */
  private void sendLater(Socket client, Socket server) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream from = client.getInputStream();
      OutputStream to = server.getOutputStream();
      for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        byte[] sent = Arrays.copyOf(buffer, read);
        later(client, server, () -> to.write(sent));
      }
      later(client, server, server::shutdownOutput);
    } catch (IOException e) {
      end(client, server);
    }
  }

  private void sendBack(Socket server, Socket client) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream from = server.getInputStream();
      OutputStream to = client.getOutputStream();
      for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        to.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // Ended by either side, or by close.
    }
    end(client, server);
  }

  private interface Step {
    void take() throws IOException;
  }

  private void later(Socket client, Socket server, Step step) throws IOException {
    Runnable task =
        () -> {
          try {
            step.take();
          } catch (IOException e) {
            end(client, server);
          }
        };
    try {
      ScheduledFuture<?> unused = later.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      throw new IOException("The proxy is closed", e);
    }
  }

  private void end(Socket... ended) {
    for (Socket socket : ended) {
      sockets.remove(socket);
      close(socket);
    }
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, "delay-proxy-" + name);
    thread.setDaemon(true);
    return thread;
  }

  /** Ends all connections. */
  @Override
  public void close() {
    sockets.forEach(DelayProxy::close);
    later.shutdownNow();
  }
}
