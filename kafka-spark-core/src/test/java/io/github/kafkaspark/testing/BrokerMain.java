package io.github.kafkaspark.testing;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Paths;

/**
 * The main class of a forked broker's JVM. Prints one line, {@link #READY} with the process id or
 * {@link #FAILED} or {@link #UNFIT} with the reason. Ends when it is sent a byte; or when its
 * standard input ends, since then the parent is no more, and nobody else is left to delete the
 * files.
 */
final class BrokerMain {

  static final String READY = "ready ";
  static final String FAILED = "failed ";
  static final String UNFIT = "unfit ";

  private BrokerMain() {}

  /**
   * Runs a broker.
   *
   * @param args the broker's folder
   */
  public static void main(String[] args) {
    PrintStream parent = System.out;
    System.setOut(System.err);
    int status = 1;
    try {
      serve(BrokerFolder.at(Paths.get(args[0])), parent);
      status = 0;
    } catch (UnfitClassPathException e) {
      parent.println(UNFIT + e.reason());
    } catch (Throwable e) {
      parent.println(FAILED + e);
    } finally {
      // Threads of a broker that failed half-way would keep the JVM alive.
      System.exit(status);
    }
  }

  private static void serve(BrokerFolder folder, PrintStream parent) throws IOException {
    Broker broker = new LocalBroker(folder);
    broker.start();
    parent.println(READY + processId());
    boolean orphaned = System.in.read() < 0;
    broker.stop();
    if (orphaned) {
      folder.delete();
    }
  }

  /** Java 8 has no other way to its own process id. */
  private static String processId() {
    return ManagementFactory.getRuntimeMXBean().getName().split("@", 2)[0];
  }
}
