package io.github.kafkaspark.testing.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A connection to the ledger, of one caller until that releases it for the next. */
final class LedgerConnection {

  static final String ACKNOWLEDGED = "ok";

  private static final Map<Integer, Queue<LedgerConnection>> IDLE = new ConcurrentHashMap<>();

  private final int port;
  private final Writer out;
  private final BufferedReader in;

  private LedgerConnection(int port) throws IOException {
    this.port = port;
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    this.out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), UTF_8));
    this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  static LedgerConnection to(int port) throws IOException {
    LedgerConnection idle = idle(port).poll();
    return idle == null ? new LedgerConnection(port) : idle;
  }

  private static Queue<LedgerConnection> idle(int port) {
    return IDLE.computeIfAbsent(port, key -> new ConcurrentLinkedQueue<>());
  }

  void write(String line) throws IOException {
    out.write(line);
  }

  void awaitAcknowledgement() throws IOException {
    out.flush();
    String answer = in.readLine();
    if (!ACKNOWLEDGED.equals(answer)) {
      throw new IOException("The ledger answers '" + answer + "'");
    }
  }

  /** Not after a failure: what is left in it would answer somebody else. */
  void release() {
    boolean unused = idle(port).add(this);
  }
}
