package io.github.kafkaspark.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** A broker in a JVM of its own, run by {@link BrokerMain}. */
final class ForkedBroker implements Broker {

  private static final String FAILURE = "Cannot start a broker in a JVM of its own: ";
  private static final long STOP_SECONDS = 30;

  private final BrokerFolder folder;
  private Process process;
  private String processId;

  ForkedBroker(BrokerFolder folder) {
    this.folder = folder;
  }

  @Override
  public void start() {
    try {
      process = BrokerCommand.launch(folder);
    } catch (IOException e) {
      throw new IllegalStateException(FAILURE + e.getMessage() + BrokerCommand.javaWayOut(), e);
    }
    String greeting = BrokerGreeting.of(process);
    if (!greeting.startsWith(BrokerMain.READY)) {
      discard();
      throw new IllegalStateException(FAILURE + explained(greeting));
    }
    processId = greeting.substring(BrokerMain.READY.length());
  }

  private String explained(String greeting) {
    return greeting.startsWith(BrokerMain.UNFIT)
        ? greeting.substring(BrokerMain.UNFIT.length()) + BrokerCommand.wayOut(greeting)
        : greeting + "; " + folder.outputTail();
  }

  @Override
  public void stop() {
    if (!isRunning()) {
      return;
    }
    unpause();
    try (OutputStream request = process.getOutputStream()) {
      request.write('\n');
      request.flush();
      if (!process.waitFor(STOP_SECONDS, SECONDS)) {
        discard();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted("stop", e);
    }
  }

  /** The same as {@code kill -9}: a JVM has no time to do anything more. */
  @Override
  public void discard() {
    if (!isRunning()) {
      return;
    }
    try {
      if (!process.destroyForcibly().waitFor(STOP_SECONDS, SECONDS)) {
        throw new IllegalStateException("Cannot kill the broker's process " + processId);
      }
    } catch (InterruptedException e) {
      throw interrupted("kill", e);
    }
  }

  void kill() {
    mustRun("kill");
    discard();
  }

  void pause() {
    mustRun("pause");
    ProcessSignal.send("STOP", processId);
  }

  void unpause() {
    mustRun("unpause");
    ProcessSignal.send("CONT", processId);
  }

  private boolean isRunning() {
    return process != null && process.isAlive();
  }

  private void mustRun(String verb) {
    if (!isRunning()) {
      throw new IllegalStateException(
          "Cannot " + verb + " the broker: it does not run; call restart");
    }
  }

  private static IllegalStateException interrupted(String verb, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Cannot " + verb + " the broker: interrupted", cause);
  }
}
