package io.github.kafkaspark.jobs.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A JVM between this service and spark-submit, which writes down how spark-submit ends: the service
 * may have been killed and started again by then, and nobody but a parent is told the exit status.
 */
public final class ExitKeeper {

  /** As of a shell that cannot execute a command. */
  private static final int NOT_STARTED = 127;

  private ExitKeeper() {}

  /** Takes the file for the exit status, and then the command. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path file = Path.of(args[0]);
    Path part = Path.of(args[0] + ".part");
    Files.write(RunFolder.begun(file), new byte[0]); // If it cannot be written, nothing is started.
    int status = run(Arrays.copyOfRange(args, 1, args.length));
    Files.write(part, Integer.toString(status).getBytes(UTF_8));
    Files.move(part, file, ATOMIC_MOVE);
  }

  private static int run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      System.err.println(e.getMessage());
      return NOT_STARTED;
    }
  }
}
