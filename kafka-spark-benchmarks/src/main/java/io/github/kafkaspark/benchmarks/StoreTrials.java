package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.benchmarks.Benchmark.Trial;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.sql.SparkSession;

/** What {@link StoreBenchmark} compares. Only the call is timed, not the making of its offsets. */
final class StoreTrials {

  private static final String QUERY_ID = UUID.randomUUID().toString();

  private int commits;
  private int refused;

  /** Commits to a store; a commit that it refuses costs what it costs, and is counted. */
  Trial append(OffsetStore store, int partitions) {
    PartitionedLoad load = new PartitionedLoad(partitions);
    OffsetWriter writer =
        store.claim(stream(partitions), NewCommit.start(load.next(), provenance()));
    return Benchmark.timed(
        load::next,
        offsets -> {
          try {
            commits++;
            OffsetCommit unused = writer.append(NewCommit.batch(offsets, provenance()));
          } catch (OffsetStoreException e) {
            refused++;
            System.err.println("  " + e.getMessage());
          }
        });
  }

  /** Opens a store, reads where a stream is, and closes it. */
  static Trial latest(Supplier<OffsetStore> open, int partitions) {
    return Benchmark.timed(
        () -> stream(partitions),
        stream -> {
          try (OffsetStore store = open.get()) {
            int found = store.latest(stream).get().offsets().partitions().size();
            if (found != partitions) {
              throw new IllegalStateException("read " + found + " partitions of " + partitions);
            }
          }
        });
  }

  /** Writes Spark's own log of a query that reads Kafka; its JSON is made before, unlike ours. */
  static Trial sparkLog(SparkSession spark, Path folder, int partitions)
      throws ReflectiveOperationException {
    SparkOffsetLog log = new SparkOffsetLog(spark, folder);
    PartitionedLoad load = new PartitionedLoad(partitions);
    return Benchmark.timed(() -> SparkOffsetLog.entry(load.next().toJson()), log::add);
  }

  /** Commits to a group without members by a consumer that is kept. */
  static Trial commitSync(KafkaConsumer<byte[], byte[]> consumer, int partitions) {
    PartitionedLoad load = new PartitionedLoad(partitions);
    return Benchmark.timed(load::nextForConsumer, consumer::commitSync);
  }

  static KafkaConsumer<byte[], byte[]> consumer(KafkaCluster cluster, String group) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", cluster.bootstrapServers());
    config.put("group.id", group);
    config.put("enable.auto.commit", "false");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  int commits() {
    return commits;
  }

  int refused() {
    return refused;
  }

  private static StreamId stream(int partitions) {
    return StreamId.of("orders-of-" + partitions);
  }

  private Provenance provenance() {
    return Provenance.of("4711@driver-host", Instant.now())
        .withApplication("application_1700000000000_0042")
        .withBatch(QUERY_ID, commits);
  }
}
