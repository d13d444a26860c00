package io.github.kafkaspark.lifecycle;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * A driver for {@link GracefulStopSignalIT} to stop: streams text files into a ledger, slowly.
 * Arguments: folder, milliseconds for a record, limit in seconds, and what it does with itself:
 * {@code wait} for the end, {@code exit} with 7 as soon as a batch runs, wait in a {@code pool}
 * that stays, wait with a shutdown hook that {@code hang}s, or wait and have a hook that {@code
 * break}s. It has a session at once and begins when its folder has input.
 */
final class StoppedDriver {

  static final String HOOK = "hook";

  private StoppedDriver() {}

  /** Ends with the outcome's exit status, or with 7. */
  public static void main(String[] args) throws Exception {
    Path folder = Paths.get(args[0]);
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    SlowFiles.awaitInput(folder);
    StreamingQuery query = SlowFiles.start(spark, folder, Long.parseLong(args[1]));
    GracefulStop stop =
        GracefulStop.of(query)
            .within(Duration.ofSeconds(Long.parseLong(args[2])))
            .andThen("hook", () -> Files.createFile(folder.resolve(HOOK)));
    switch (args[3]) {
      case "exit":
        ArmedStop unusedStop = stop.arm();
        SlowFiles.awaitRecord(folder);
        System.exit(7);
        break;
      case "pool":
        Object unusedFuture =
            Executors.newSingleThreadExecutor().submit(() -> stop.arm().awaitTermination());
        break;
      case "break":
        StopOutcome unusedOutcome =
            stop.andThen("broken", StoppedDriver::fail).arm().awaitTermination();
        break;
      case "hang":
        Runtime.getRuntime().addShutdownHook(new Thread(StoppedDriver::hang, "hanging hook"));
        end(stop.arm().awaitTermination(), spark, folder);
        break;
      default:
        end(stop.arm().awaitTermination(), spark, folder);
    }
  }

  private static void end(StopOutcome outcome, SparkSession spark, Path folder) throws Exception {
    spark.stop();
    Files.write(folder.resolve("outcome"), Collections.singleton(outcome.toString()));
    System.exit(outcome.exitStatus());
  }

  private static void fail() {
    throw new IllegalStateException("on purpose");
  }

  private static void hang() {
    for (; ; ) {
      LockSupport.park();
    }
  }
}
