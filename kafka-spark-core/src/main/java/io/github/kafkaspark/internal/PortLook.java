package io.github.kafkaspark.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Looks at what one port speaks, without a client of Kafka. */
final class PortLook {

  private static final short API_VERSIONS = 18;
  private static final short SASL_HANDSHAKE = 17;
  private static final int CORRELATION = 0x6b735f31;
  private static final short UNSUPPORTED_MECHANISM = 33;

  /** What a look may find. */
  enum Finding {
    UNKNOWN_HOST,
    REFUSED,
    /** There is no connection in time. */
    AWAY,
    /** Nobody answers. */
    SILENT,
    /** The connection ends without an answer. */
    CLOSED,
    KAFKA,
    /** Kafka, which lets nobody do anything without a login. */
    LOGIN,
    TLS,
    HTTP,
    SOMETHING_ELSE
  }

  private final String host;
  private final int port;
  private final int patienceMs;

  /**
   * A look at a port.
   *
   * @param server a {@code host:port}, which may begin with a protocol
   * @param patience how long to wait for a connection, and for an answer
   */
  PortLook(String server, Duration patience) {
    String address = server.trim().replaceFirst("^\\w+://", "");
    int colon = address.lastIndexOf(':');
    this.host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
    this.port = Integer.parseInt(address.substring(colon + 1));
    this.patienceMs = (int) Math.max(1, patience.toMillis());
  }

  /** Whether somebody listens. */
  Finding connect() {
    return with(socket -> Finding.SILENT);
  }

  /** What answers to a question that each broker answers, before any login, or else to others. */
  Finding greet() {
    Finding finding = with(socket -> answer(socket, apiVersions()));
    return finding == Finding.SILENT || finding == Finding.CLOSED ? search() : finding;
  }

  /** What answers to three questions at once, one of which most services answer. */
  Finding search() {
    List<CompletableFuture<Finding>> findings =
        Stream.<Question>of(
                socket -> answer(socket, saslHandshake()),
                this::handshake,
                socket -> answer(socket, "GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII)))
            .map(question -> CompletableFuture.supplyAsync(() -> with(question), PortLook::start))
            .collect(Collectors.toList());
    Set<Finding> found =
        findings.stream()
            .map(CompletableFuture::join)
            .collect(Collectors.toCollection(TreeSet::new));
    Finding most = found.stream().reduce((less, more) -> more).get();
    return most == Finding.CLOSED && found.size() > 1 ? Finding.SILENT : most;
  }

  static void start(Runnable work) {
    Daemons.start("look", work);
  }

  private interface Question {
    Finding ask(Socket socket) throws IOException;
  }

  private Finding with(Question question) {
    Finding finding = Finding.AWAY;
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        // Kafka's clients know no proxy either.
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
          socket.connect(new InetSocketAddress(address, port), patienceMs);
          return ask(socket, question);
        } catch (ConnectException e) {
          finding =
              String.valueOf(e.getMessage()).contains("refused") ? Finding.REFUSED : Finding.AWAY;
        }
      }
      return finding;
    } catch (UnknownHostException e) {
      return Finding.UNKNOWN_HOST;
    } catch (IOException e) {
      return Finding.AWAY;
    }
  }

  private Finding ask(Socket socket, Question question) {
    try {
      socket.setSoTimeout(patienceMs);
      return question.ask(socket);
    } catch (SocketTimeoutException e) {
      return Finding.SILENT;
    } catch (IOException e) {
      return Finding.CLOSED;
    }
  }

  private static Finding answer(Socket socket, byte[] question) throws IOException {
    socket.getOutputStream().write(question);
    byte[] start = new byte[10];
    int length = 0;
    Finding without = Finding.CLOSED;
    try {
      for (int more = 0; more >= 0 && length < start.length; length += Math.max(0, more)) {
        more = socket.getInputStream().read(start, length, start.length - length);
      }
    } catch (SocketTimeoutException e) {
      without = Finding.SILENT; // Unless this is all of it.
    }
    return length < 4 ? without : finding(start);
  }

  private static Finding finding(byte[] start) {
    ByteBuffer answer = ByteBuffer.wrap(start);
    if (answer.getInt(4) == CORRELATION) {
      boolean login = answer.getShort(8) == UNSUPPORTED_MECHANISM;
      return login ? Finding.LOGIN : Finding.KAFKA;
    }
    if (start[0] == 0x15 && start[1] == 3) {
      return Finding.TLS;
    }
    return answer.getInt(0) == 0x48545450 ? Finding.HTTP : Finding.SOMETHING_ELSE;
  }

  /** To older and newer brokers alike; they answer it without a login. */
  private static byte[] apiVersions() {
    return request(API_VERSIONS, 0, new byte[0]);
  }

  /** With a mechanism that there is not: where a login is wanted, the answer says so. */
  private static byte[] saslHandshake() {
    return request(SASL_HANDSHAKE, 1, new byte[] {0, 1, '?'});
  }

  private static byte[] request(short key, int version, byte[] body) {
    byte[] client = "kafka-spark-look".getBytes(US_ASCII);
    int size = 10 + client.length + body.length;
    return ByteBuffer.allocate(4 + size)
        .putInt(size)
        .putShort(key)
        .putShort((short) version)
        .putInt(CORRELATION)
        .putShort((short) client.length)
        .put(client)
        .put(body)
        .array();
  }

  private Finding handshake(Socket socket) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (SSLSocket tls = (SSLSocket) factory.createSocket(socket, host, port, true)) {
      tls.startHandshake();
      return Finding.TLS;
    } catch (SSLException e) {
      // A certificate that this JVM does not trust shows TLS too, and so does an alert.
      if (e.getCause() instanceof CertificateException
          || String.valueOf(e.getMessage()).contains("fatal alert")) {
        return Finding.TLS;
      }
      return e.getCause() instanceof EOFException || e.getCause() instanceof SocketException
          ? Finding.CLOSED
          : Finding.SILENT;
    }
  }
}
