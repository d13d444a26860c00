package io.github.kafkaspark.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;

/** Sends signals to other processes of this host. */
public final class ProcessSignal {

  private ProcessSignal() {}

  /**
   * Sends a signal. After {@code STOP} this returns when the process has stopped: the system tells
   * one of its threads, and the others run on until that one has got a processor.
   *
   * @param signal without SIG, such as {@code KILL}
   * @throws IllegalStateException if it cannot be sent, the process does not stop, or this thread
   *     is interrupted
   */
  public static void send(String signal, String processId) {
    if (run("kill", "-" + signal, processId) == null) {
      throw new IllegalStateException("Cannot send " + signal + " to the process " + processId);
    }
    if (signal.equals("STOP")) {
      Deadline.to("stop the process " + processId).until(() -> isStopped(processId));
    }
  }

  private static boolean isStopped(String processId) {
    String state = run("ps", "-o", "state=", "-p", processId);
    return state != null && state.trim().startsWith("T");
  }

  /** The first line of what a command prints, empty if nothing; null if it fails. */
  private static String run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (BufferedReader output =
          new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII))) {
        String line = output.readLine();
        return process.waitFor() == 0 ? (line == null ? "" : line) : null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot run " + command[0] + ": interrupted", e);
    }
  }
}
