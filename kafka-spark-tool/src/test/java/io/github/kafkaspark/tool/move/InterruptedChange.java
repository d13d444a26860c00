package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.tool.output.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program with a change that takes until somebody makes a file. Its arguments: the file, and how
 * many seconds it waits for the change if it is interrupted.
 */
final class InterruptedChange {

  private InterruptedChange() {}

  public static void main(String[] args) {
    Console console = Console.ofProcess();
    Path go = Paths.get(args[0]);
    Interruption interruption =
        new Interruption(console, Duration.ofSeconds(Long.parseLong(args[1])));
    String made =
        interruption.during(
            () ->
                interruption.change(
                    () -> {
                      console.say("changing");
                      while (!Files.exists(go)) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                      }
                      return "a REWIND";
                    },
                    commit -> ": " + commit));
    console.say(made);
    System.exit(0);
  }
}
