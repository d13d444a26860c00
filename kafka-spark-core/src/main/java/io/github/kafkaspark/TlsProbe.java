package io.github.kafkaspark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Finds out whether a broker's port speaks TLS, after something has failed: Kafka's clients take a
 * port of the other kind for a silent one, or for a reply of 350 MB.
 */
final class TlsProbe {

  private static final int PATIENCE_MS = 1_000;

  enum Answer {
    TLS,
    NO_TLS,
    UNKNOWN
  }

  private TlsProbe() {}

  /** Asks the first of the cluster's brokers; takes two seconds at most. */
  static Answer ask(KafkaCluster cluster) {
    String first = cluster.bootstrapServers().split(",", -1)[0].trim().replaceFirst("^\\w+://", "");
    int colon = first.lastIndexOf(':');
    String host = first.substring(0, colon).replaceAll("[\\[\\]]", "");
    int port = Integer.parseInt(first.substring(colon + 1));
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      return handshake(socket, host, port);
    } catch (IOException e) {
      return Answer.UNKNOWN;
    }
  }

  private static Answer handshake(Socket socket, String host, int port) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (SSLSocket tls = (SSLSocket) factory.createSocket(socket, host, port, true)) {
      tls.startHandshake();
      return Answer.TLS;
    } catch (SSLException e) {
      // A certificate that this JVM does not trust shows TLS too, and so does an alert.
      return e.getCause() instanceof CertificateException
              || String.valueOf(e.getMessage()).contains("fatal alert")
          ? Answer.TLS
          : Answer.NO_TLS;
    }
  }
}
