package io.github.kafkaspark.offsets.crash;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.TrackedStream;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.crash.CrashRun;
import io.github.kafkaspark.testing.crash.CrashSink;
import io.github.kafkaspark.testing.crash.CrashStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;

/**
 * A tracked query with a store and a sink of your own, for a {@link
 * io.github.kafkaspark.testing.crash.CrashTrial}: it promises each record at least once. With
 * {@link #store} alone its sink is the trial's ledger. Whoever overrides {@link #sink} also
 * implements {@link CrashSink}, whose {@code held} reads that sink.
 */
public interface StoreAndSink extends CrashStream {

  /**
   * Opens the store. Each driver calls it anew, and before that once to read what is committed.
   *
   * @throws Exception if it cannot be opened, which ends the trial
   */
  OffsetStore store(CrashRun run) throws Exception;

  /**
   * Writes the query, which is then given its name and started. Its checkpoint is {@link
   * CrashRun#checkpoint}, unless it names another.
   *
   * @throws Exception if it cannot be written, which ends the trial
   */
  default DataStreamWriter<?> sink(Dataset<Row> events, CrashRun run) throws Exception {
    return events.writeStream().foreach(run.ledger().writer());
  }

  @Override
  default void run(SparkSession spark, CrashRun run) throws Exception {
    SparkSession own = spark.newSession(); // A session has one tracker, and so one store.
    OffsetTracker tracker = OffsetTracker.attach(own, store(run));
    TrackedStream stream = tracker.stream(run.job());
    run.ledger().publish(() -> stream.status().recordsAtRisk());
    Dataset<Row> events =
        KafkaStreamSource.topic(run.topic())
            .bootstrapServers(run.bootstrapServers())
            .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
            .maxOffsetsPerTrigger(run.recordsPerBatch())
            .load(own);
    sink(this instanceof CrashSink ? run.ledger().watched(events) : events, run)
        .queryName(stream.name())
        .start()
        .awaitTermination();
  }

  @Override
  default TopicOffsets committed(CrashRun run) throws Exception {
    try (OffsetStore store = store(run)) {
      return store
          .latest(StreamId.of(run.job()))
          .map(OffsetCommit::offsets)
          .orElse(TopicOffsets.empty());
    }
  }
}
