package io.github.kafkaspark.testing.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.TopicOffsets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;

/** The ledger, in a process that no kill hits. */
final class LedgerServer implements AutoCloseable {

  private static final String END = ".";
  private static final long POLL_MILLIS = 20;
  private static final byte[] ACKNOWLEDGEMENT =
      (LedgerConnection.ACKNOWLEDGED + "\n").getBytes(UTF_8);

  private final String topic;
  private final ServerSocket socket;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "crash ledger");
            thread.setDaemon(true);
            return thread;
          });

  /** By job, then by the number of the driver. */
  private final Map<String, Map<Integer, LedgerPage>> pages = new TreeMap<>();

  /** The drivers whose jobs may fail. */
  private final Set<Integer> forgiven = new HashSet<>();

  private int connections;
  private String failure;

  private LedgerServer(String topic, ServerSocket socket) {
    this.topic = topic;
    this.socket = socket;
  }

  static LedgerServer open(String topic) throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    LedgerServer ledger = new LedgerServer(topic, socket);
    ledger.threads.execute(ledger::accept);
    return ledger;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** A job's page of one driver. */
  synchronized LedgerPage page(String job, int run) {
    return pages
        .computeIfAbsent(job, key -> new TreeMap<>())
        .computeIfAbsent(run, key -> new LedgerPage());
  }

  /** How many records a job has got from this driver. */
  synchronized int entries(String job, int run) {
    return page(job, run).entries.size();
  }

  /** How many different records a job has got from drivers up to this one. */
  synchronized int records(String job, int run) {
    Set<LedgerPage.Entry> different = new HashSet<>();
    for (int driver = 1; driver <= run; driver++) {
      different.addAll(page(job, driver).entries);
    }
    return different.size();
  }

  /**
   * Waits for what the ledger has to show.
   *
   * @param condition runs while nothing is written
   * @return whether it came to be in time; not if a job has failed
   */
  synchronized boolean await(Duration limit, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (failure == null && !condition.getAsBoolean()) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      // Not at each record, since a condition may look at all of them.
      wait(Math.min(millis, POLL_MILLIS));
    }
    return failure == null;
  }

  /** Waits until all is read that a driver had sent when it was killed. */
  void awaitQuiet(Duration limit) throws InterruptedException {
    boolean unused = await(limit, () -> connections == 0);
  }

  /** From now on a job of this driver may fail. */
  synchronized void forgive(int run) {
    forgiven.add(run);
  }

  /** Why a job cannot go on; null if all can. */
  synchronized String failure() {
    return failure;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        count(1);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          fail("The ledger cannot accept a connection: " + e);
        }
      }
    }
  }

  private void serve(Socket client) {
    try (Socket open = client;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(open.getInputStream(), UTF_8));
        OutputStream out = open.getOutputStream()) {
      open.setTcpNoDelay(true);
      String line;
      while ((line = in.readLine()) != null) {
        List<String> fields = Arrays.asList(line.split("\t", -1));
        // Whoever is killed while it writes leaves a part of a line.
        if (fields.get(fields.size() - 1).equals(END) && write(fields)) {
          out.write(ACKNOWLEDGEMENT);
          out.flush();
        }
      }
    } catch (IOException e) {
      // A killed driver resets its connections; what it wanted to hear does not matter any more.
    } finally {
      count(-1);
    }
  }

  private synchronized void count(int more) {
    connections += more;
  }

  private synchronized void fail(String why) {
    failure = failure == null ? why : failure;
    notifyAll();
  }

  /** Whether it is to be acknowledged. */
  private synchronized boolean write(List<String> fields) {
    int run = Integer.parseInt(fields.get(1));
    LedgerPage page = page(fields.get(2), run);
    switch (fields.get(0)) {
      case "held":
        page.held(fields.get(3));
        return false;
      case "found":
        page.found(TopicOffsets.fromJson(fields.get(3)));
        break;
      case "begun":
        page.begun = true;
        break;
      case "risk":
        page.atRisk = Long.parseLong(fields.get(3));
        break;
      case "record":
        page.entries.add(
            new LedgerPage.Entry(
                Long.parseLong(fields.get(3)),
                new TopicPartition(topic, Integer.parseInt(fields.get(4))),
                Long.parseLong(fields.get(5)),
                fields.get(6)));
        break;
      case "failed":
        if (!forgiven.contains(run)) {
          fail("Job '" + fields.get(2) + "': " + fields.get(3));
        }
        break;
      default:
        fail("The ledger does not know what this is: " + fields);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    List<Runnable> unused = threads.shutdownNow();
  }
}
