package io.github.kafkaspark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DelayProxyTest {

  private static final Duration DELAY = Duration.ofMillis(20);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private ServerSocket server;
  private DelayProxy proxy;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    proxy = DelayProxy.open(DELAY);
    proxy.leadsTo("127.0.0.1:" + server.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    server.close();
    threads.shutdownNow();
  }

  @Test
  void passesAllBytesBothWaysInTheirOrder() throws Exception {
    byte[] question = randomBytes(1, 3_000_000);
    byte[] answer = randomBytes(2, 5_000_000);
    try (Socket client = connect();
        Socket served = server.accept()) {
      Future<?> asked = threads.submit(() -> send(client, question));
      Future<?> answered = threads.submit(() -> send(served, answer));
      Future<byte[]> received = threads.submit(() -> receive(client, answer.length));

      assertThat(receive(served, question.length)).isEqualTo(question);
      assertThat(received.get()).isEqualTo(answer);
      assertThat(asked.get()).isNull();
      assertThat(answered.get()).isNull();
    }
  }

  @Test
  void makesEachRoundTripLongerByTheDelay() throws Exception {
    try (Socket client = connect();
        Socket served = server.accept()) {
      Future<?> echo = threads.submit(() -> echo(served));
      for (int i = 0; i < 10; i++) {
        long start = System.nanoTime();
        send(client, new byte[] {(byte) i});

        assertThat(client.getInputStream().read()).isEqualTo(i);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(DELAY.toNanos());
      }
      assertThat(echo).isNotDone();
    }
  }

  @Test
  void passesOnThatAClientHasEndedBehindItsBytes() throws Exception {
    try (Socket client = connect();
        Socket served = server.accept()) {
      send(client, new byte[] {42});
      client.shutdownOutput();

      assertThat(served.getInputStream().read()).isEqualTo(42);
      assertThat(served.getInputStream().read()).isEqualTo(-1);
      send(served, new byte[] {43});
      assertThat(client.getInputStream().read()).isEqualTo(43);
    }
  }

  @Test
  void passesOnThatTheServerHasEnded() throws Exception {
    try (Socket client = connect()) {
      server.accept().close();

      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void endsItsConnectionsWhenClosed() throws Exception {
    try (Socket client = connect();
        Socket served = server.accept()) {
      proxy.close();

      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(served.getInputStream().read()).isEqualTo(-1);
    }
  }

  private Socket connect() throws IOException {
    int port = Integer.parseInt(proxy.address().substring("127.0.0.1:".length()));
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static byte[] randomBytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Void send(Socket socket, byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
    return null;
  }

  private static byte[] receive(Socket socket, int length) throws IOException {
    byte[] bytes = new byte[length];
    new DataInputStream(socket.getInputStream()).readFully(bytes);
    return bytes;
  }

  private static Void echo(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      socket.getOutputStream().write(next);
    }
    return null;
  }
}
