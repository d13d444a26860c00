package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.TrackedStream;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Writes what one topic has to two sinks, by two queries that keep a place each. */
public final class FanOut {

  private static final int RECORDS = 100;

  private FanOut() {}

  /** Takes no arguments; exits with 0 if each sink has each record. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.runInFolder("FanOut", args, FanOut::writeToTwoSinks);
  }

  private static boolean writeToTwoSinks(Path folder) throws Exception {
    List<Ledger> ledgers = new ArrayList<>();
    List<StreamingQuery> queries = new ArrayList<>();
    Example.say("Starting a Kafka broker and a Spark session");
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        SparkSession spark = Example.localSession();
        OffsetTracker tracker =
            OffsetTracker.attach(spark, OffsetStores.file(folder.resolve("offsets")))) {
      kafka.createTopic("orders", 2);
      kafka.produceNumbers("orders", 0, RECORDS);
      KafkaStreamSource source =
          KafkaStreamSource.topic("orders").bootstrapServers(kafka.bootstrapServers());
      // region fan-out
      for (String sink : new String[] {"lake", "alarms"}) {
        TrackedStream stream = tracker.stream("orders-to-" + sink);
        Ledger ledger = new Ledger(folder.resolve(sink).toString());
        ledgers.add(ledger);
        queries.add(
            source
                .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
                .load(spark) // Once for each query: a stream is the place of one.
                .writeStream()
                .queryName(stream.name())
                .foreach(ledger)
                .start());
      }
      // endregion
      boolean complete = true;
      for (int i = 0; i < queries.size(); i++) {
        StreamingQuery query = queries.get(i);
        query.processAllAvailable();
        tracker.stream(query.name()).flush(Duration.ofSeconds(30));
        Example.say(tracker.stream(query.name()).status().toString());
        Example.progress("records in " + query.name(), ledgers.get(i).count(), RECORDS);
        complete &= ledgers.get(i).count() == RECORDS && ledgers.get(i).repeated() == 0;
      }
      return Example.verdict(
          "FanOut",
          complete,
          (complete ? "each sink has" : "not each sink has")
              + " each of the "
              + RECORDS
              + " records once");
    }
  }
}
