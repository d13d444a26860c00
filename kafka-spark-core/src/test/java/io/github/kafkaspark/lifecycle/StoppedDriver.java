package io.github.kafkaspark.lifecycle;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Collections;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * A driver for {@link GracefulStopSignalIT} to stop: streams text files into a ledger, slowly.
 * Arguments: folder, milliseconds for a record, limit in seconds, and what it does with itself:
 * {@code wait} for the end, or {@code exit} with 7 as soon as a batch runs. It has a session at
 * once and begins when its folder has input.
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
    ArmedStop stop =
        GracefulStop.of(query)
            .within(Duration.ofSeconds(Long.parseLong(args[2])))
            .andThen("hook", () -> Files.createFile(folder.resolve(HOOK)))
            .arm();
    if (args[3].equals("exit")) {
      SlowFiles.awaitRecord(folder);
      System.exit(7);
    }
    StopOutcome outcome = stop.awaitTermination();
    spark.stop();
    Files.write(folder.resolve("outcome"), Collections.singleton(outcome.toString()));
    System.exit(outcome.exitStatus());
  }
}
