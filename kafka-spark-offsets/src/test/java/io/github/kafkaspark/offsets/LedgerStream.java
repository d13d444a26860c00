package io.github.kafkaspark.offsets;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.crash.CrashRun;
import io.github.kafkaspark.testing.crash.CrashStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A tracked query whose sink is the ledger, with a store of files. */
final class LedgerStream implements CrashStream {

  @Override
  public void run(SparkSession spark, CrashRun run) throws Exception {
    OffsetTracker tracker = OffsetTracker.attach(spark, OffsetStores.file(run.folder()));
    TrackedStream stream = tracker.stream(run.job());
    run.ledger().publish(() -> stream.status().recordsAtRisk());
    Dataset<Row> events =
        KafkaStreamSource.topic(run.topic())
            .bootstrapServers(run.bootstrapServers())
            .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
            .maxOffsetsPerTrigger(run.recordsPerBatch())
            .load(spark);
    events
        .writeStream()
        .queryName(stream.name())
        .option("checkpointLocation", run.checkpoint().toString())
        .foreach(run.ledger().writer())
        .start()
        .awaitTermination();
  }

  @Override
  public TopicOffsets committed(CrashRun run) {
    try (OffsetStore store = OffsetStores.file(run.folder())) {
      return store
          .latest(StreamId.of(run.job()))
          .map(OffsetCommit::offsets)
          .orElse(TopicOffsets.empty());
    }
  }
}
