package io.github.kafkaspark.jobs.demo;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.lifecycle.GracefulStop;
import io.github.kafkaspark.lifecycle.StopOutcome;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.TrackedStream;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/** A job for the service: it resumes from a store, and ends when somebody creates a file. */
public final class OrdersJob {

  private OrdersJob() {}

  /** Takes pairs of an option and its value, and exits with the status of {@link StopOutcome}. */
  public static void main(String[] args) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i], args[i + 1]);
    }
    StopOutcome outcome = run(options);
    System.out.println(outcome);
    if (outcome.exitStatus() != 0) {
      System.exit(outcome.exitStatus());
    }
  }

  private static StopOutcome run(Map<String, String> options) throws Exception {
    // region job
    SparkSession spark = SparkSession.builder().appName("orders").getOrCreate();
    OffsetTracker tracker = OffsetTracker.attach(spark, OffsetStores.at(options.get("--store")));
    TrackedStream orders = tracker.stream(options.get("--stream"));
    StreamingQuery query =
        KafkaStreamSource.topic(options.get("--topic"))
            .bootstrapServers(options.get("--bootstrap"))
            .startingOffsets(orders.resume().firstTime(StartingOffsets.earliest()))
            .maxOffsetsPerTrigger(Long.parseLong(options.get("--per-trigger")))
            .load(spark)
            .writeStream()
            .queryName(orders.name())
            .trigger(Trigger.ProcessingTime("1 second"))
            .foreach(new OrdersFile(options.get("--out")))
            .start();
    StopOutcome outcome =
        GracefulStop.of(query)
            .onMarker(Paths.get(options.get("--stop")))
            .andThen("offsets", () -> tracker.closeOrFail(Duration.ofSeconds(30)))
            .arm()
            .awaitTermination();
    // endregion
    spark.stop();
    return outcome;
  }
}
