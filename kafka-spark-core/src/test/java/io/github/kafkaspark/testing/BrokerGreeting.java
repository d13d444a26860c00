package io.github.kafkaspark.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;

/** The one line that {@link BrokerMain} prints once its broker is up, or has failed. */
final class BrokerGreeting {

  private static final long PATIENCE_SECONDS = 180;
  private static final long END_SECONDS = 10;

  private BrokerGreeting() {}

  /** Waits for the line; says so if there is none. */
  static String of(Process process) {
    FutureTask<String> line = new FutureTask<>(() -> read(process));
    Thread reader = new Thread(line, "embedded-kafka-greeting");
    reader.setDaemon(true);
    reader.start();
    try {
      return line.get(PATIENCE_SECONDS, SECONDS);
    } catch (TimeoutException e) {
      return "not ready within " + PATIENCE_SECONDS + " s";
    } catch (ExecutionException e) {
      return "unreadable: " + e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** A JVM may print warnings of its own before. */
  private static String read(Process process) throws InterruptedException {
    Optional<String> line =
        new BufferedReader(
                new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))
            .lines()
            .filter(BrokerGreeting::isOne)
            .findFirst();
    return line.isPresent() ? line.get() : end(process);
  }

  private static boolean isOne(String line) {
    return line.startsWith(BrokerMain.READY)
        || line.startsWith(BrokerMain.FAILED)
        || line.startsWith(BrokerMain.UNFIT);
  }

  private static String end(Process process) throws InterruptedException {
    return process.waitFor(END_SECONDS, SECONDS)
        ? "ended with status " + process.exitValue() + " and without a word"
        : "will say nothing more";
  }
}
