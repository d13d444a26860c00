package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.Progress.kafka;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.UUID;
import org.apache.spark.sql.streaming.SourceProgress;

/** A store in memory, and what a run of a claimed stream reports of two partitions. */
abstract class ClaimFixture {

  static final Provenance BY = Provenance.of("test", Instant.EPOCH);

  final StreamId id = StreamId.of("claimed");
  final OffsetStore store = OffsetStores.inMemory();
  final UUID run = UUID.randomUUID();

  static TopicOffsets offsets(long zero, long one) {
    return TopicOffsets.empty().withOffset("t", 0, zero).withOffset("t", 1, one);
  }

  static String json(long zero, long one) {
    return offsets(zero, one).toJson();
  }

  PendingProgress done(long batch, String start, String end) {
    return done(batch, kafka(start, end));
  }

  PendingProgress done(long batch, SourceProgress... sources) {
    return PendingProgress.of(batch, 0, ProgressOffsets.of(Progress.of(run, batch, sources)));
  }
}
