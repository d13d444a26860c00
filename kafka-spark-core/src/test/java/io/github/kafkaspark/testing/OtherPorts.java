package io.github.kafkaspark.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A port of this machine behind which there is no broker. */
public final class OtherPorts implements AutoCloseable {

  private interface Answer {
    /** Null for none. */
    byte[] to(byte[] question);
  }

  private final ServerSocket server;
  private final Answer answer;

  private OtherPorts(Answer answer) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.answer = answer;
    start(this::serve);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "other-port");
    thread.setDaemon(true);
    thread.start();
  }

  /** Answers whatever it is asked as a web server does that understands nothing. */
  public static OtherPorts http() throws IOException {
    return greeting("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  }

  /** Answers only what it understands. */
  public static OtherPorts silentHttp() throws IOException {
    byte[] text = "HTTP/1.1 404 Not Found\r\n\r\n".getBytes(US_ASCII);
    return new OtherPorts(question -> question[0] == 'G' ? text : null);
  }

  /** Says nothing. */
  public static OtherPorts silent() throws IOException {
    return new OtherPorts(question -> null);
  }

  /** Closes each connection at the first word. */
  public static OtherPorts closing() throws IOException {
    return greeting("");
  }

  /** Says this to everybody. */
  public static OtherPorts greeting(String text) throws IOException {
    return new OtherPorts(question -> text.getBytes(US_ASCII));
  }

  /** Answers as a port does that speaks TLS, and has not understood. */
  public static OtherPorts alert() throws IOException {
    return new OtherPorts(question -> new byte[] {0x15, 3, 3, 0, 2, 2, 40});
  }

  /** Answers as a broker does that knows no request, and closes on what is none of Kafka's. */
  public static OtherPorts kafka() throws IOException {
    return new OtherPorts(
        question ->
            question[0] == 0 // A length; TLS and HTTP begin with something else.
                ? ByteBuffer.allocate(14)
                    .putInt(10)
                    .putInt(ByteBuffer.wrap(question).getInt(8))
                    .array()
                : new byte[0]);
  }

  /** In the form of bootstrap servers. */
  public String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void serve() {
    try {
      while (true) {
        Socket client = server.accept();
        start(() -> serve(client));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(Socket client) {
    try (Socket socket = client) {
      socket.setSoTimeout(5_000);
      byte[] question = new byte[1024];
      while (socket.getInputStream().read(question) > 0) {
        byte[] text = answer.to(question);
        if (text != null) {
          socket.getOutputStream().write(text);
          break;
        }
      }
    } catch (IOException e) {
      // The other side has gone.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
