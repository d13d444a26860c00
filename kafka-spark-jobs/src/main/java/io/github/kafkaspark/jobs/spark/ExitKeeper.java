package io.github.kafkaspark.jobs.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A JVM between this service and spark-submit, which writes down how spark-submit ends: the service
 * may have been killed and started again by then, and nobody but a parent is told the exit status.
 * Meanwhile it keeps the output within bounds. spark-submit writes that by itself, and so depends
 * on neither of the two.
 */
public final class ExitKeeper {

  /** As of a shell that cannot execute a command. */
  private static final int NOT_STARTED = 127;

  private ExitKeeper() {}

  /** Takes the files for the exit status and of the output, and then the command. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path file = Path.of(args[0]);
    Path part = Path.of(args[0] + ".part");
    Files.write(RunFolder.begun(file), new byte[0]); // If it cannot be written, nothing is started.
    OutputBound output = new OutputBound(Path.of(args[1]));
    int status = run(output, Arrays.copyOfRange(args, 2, args.length));
    Files.write(part, Integer.toString(status).getBytes(UTF_8));
    Files.move(part, file, ATOMIC_MOVE);
  }

  private static int run(OutputBound output, String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        cut(output);
      }
      return process.exitValue();
    } catch (IOException e) {
      System.err.println(e.getMessage());
      return NOT_STARTED;
    }
  }

  /** Says nothing: what it said would be in the output. */
  private static void cut(OutputBound output) {
    try {
      output.cutIfTooLong();
    } catch (IOException e) {
      return; // The next second may be better.
    }
  }
}
