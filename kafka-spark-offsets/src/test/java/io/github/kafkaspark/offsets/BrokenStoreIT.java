package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.offsets.store.Failures;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a store throws never reaches the query, and what it missed is made up for. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
class BrokenStoreIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final BrokenStore store = new BrokenStore();
  private final Collected sink = new Collected();
  private final String topic = EmbeddedKafka.uniqueTopic("broken");

  @Test
  void theQueryGoesOnAndTheStoreCatchesUp(
      SparkSession spark, EmbeddedKafka kafka, @TempDir Path folder) throws Exception {
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 10);
    try (OffsetTracker tracker = OffsetTracker.attach(spark, store)) {
      TrackedStream stream = tracker.stream("broken");
      StreamingQuery query = start(spark, kafka, stream, folder);
      query.processAllAvailable();
      stream.flush(LIMIT);

      for (Supplier<Throwable> failure : Failures.ALL) {
        store.failure = failure;
        kafka.produceNumbers(topic, 10, 20);
        query.processAllAvailable();
        await().atMost(LIMIT).until(() -> stream.status().health() == Health.DEGRADED);
        assertThat(stream.status().reason().get()).contains("on purpose");
        assertThat(query.isActive()).isTrue();
        assertThatThrownBy(() -> stream.flush(Duration.ofMillis(10)))
            .isInstanceOf(OffsetStoreException.class)
            .hasMessageContaining("Cannot flush 'broken' within 10 ms")
            .hasMessageContaining("on purpose");

        store.failure = null;
        stream.flush(LIMIT);
        assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
        assertThat(store.latest(stream.id()).get().offsets()).isEqualTo(kafka.endOffsets(topic));
      }
      query.stop();
      assertThat(sink.records()).doesNotHaveDuplicates().hasSize(10 + 10 * Failures.ALL.size());
    }
  }

  @Test
  void aStoreThatCannotBeReadStopsTheStartAndNotTheFallback(
      SparkSession spark, EmbeddedKafka kafka, @TempDir Path folder) {
    kafka.createTopic(topic, 1);
    store.failure = Failures.ALL.get(0);
    try (OffsetTracker tracker = OffsetTracker.attach(spark, store)) {
      TrackedStream stream = tracker.stream("unreadable");
      assertThatThrownBy(() -> start(spark, kafka, stream, folder))
          .isInstanceOf(OffsetStoreException.class)
          .hasMessage("on purpose");
      assertThat(spark.streams().active()).isEmpty();
    }
  }

  private StreamingQuery start(
      SparkSession spark, EmbeddedKafka kafka, TrackedStream stream, Path folder) throws Exception {
    Dataset<Row> events =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
            .load(spark);
    return events
        .writeStream()
        .queryName(stream.name())
        .foreach(sink)
        .option("checkpointLocation", folder.resolve("checkpoint").toString())
        .start();
  }

  /** Throws what it is told to, whoever calls. */
  private static final class BrokenStore implements OffsetStore, OffsetWriter {

    private final OffsetStore store = OffsetStores.inMemory();
    private OffsetWriter writer;
    private volatile Supplier<Throwable> failure;

    private void mayFail() {
      Failures.<RuntimeException>mayThrow(failure);
    }

    @Override
    public Optional<OffsetCommit> latest(StreamId stream) {
      mayFail();
      return store.latest(stream);
    }

    @Override
    public List<OffsetCommit> history(StreamId stream) {
      mayFail();
      return store.history(stream);
    }

    @Override
    public Set<StreamId> streams() {
      mayFail();
      return store.streams();
    }

    @Override
    public OffsetWriter claim(StreamId stream, NewCommit start) {
      mayFail();
      writer = store.claim(stream, start);
      return this;
    }

    @Override
    public OffsetCommit latest() {
      return writer.latest();
    }

    @Override
    public OffsetCommit append(NewCommit content) {
      mayFail();
      return writer.append(content);
    }

    @Override
    public void close() {}
  }
}
