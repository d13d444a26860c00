package io.github.kafkaspark.benchmarks;

import static java.util.stream.Collectors.toSet;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.Brokers;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.benchmarks.Benchmark.Trial;
import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.ResumePlan;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
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

  /** Finds the newest file of a stream by its name, and reads its bytes. */
  static Trial bareRead(Path store, int partitions) {
    return Benchmark.timed(
        () -> store.resolve(stream(partitions).name()),
        stream -> {
          try (Stream<Path> files = Files.list(stream)) {
            byte[] newest = Files.readAllBytes(files.max(StoreTrials::byNumbers).get());
            if (newest.length < partitions) {
              throw new IllegalStateException("read " + newest.length + " bytes");
            }
          }
        });
  }

  /** Those that are no commits come first. */
  private static int byNumbers(Path one, Path other) {
    return Comparator.comparingLong((Path file) -> number(file, 0))
        .thenComparingLong(file -> number(file, 1))
        .compare(one, other);
  }

  private static long number(Path file, int which) {
    String name = file.getFileName().toString();
    return name.matches("\\d+\\.\\d+") ? Long.parseLong(name.split("\\.", 2)[which]) : -1;
  }

  /** Opens a store, plans where a stream begins at brokers that have answered, and closes it. */
  static Trial plan(Supplier<OffsetStore> open, int partitions) {
    return Benchmark.timed(
        () -> new AnsweredBrokers(new PartitionedLoad(partitions).next()),
        brokers -> {
          try (OffsetStore store = open.get()) {
            ResumePlan plan = Resume.from(store, stream(partitions)).firstTimeFails().plan(brokers);
            if (plan.start().partitions().size() != partitions) {
              throw new IllegalStateException(plan.toString());
            }
          }
        });
  }

  /** Asks the brokers what a plan takes: the partitions, whose they are, first offsets and ends. */
  static Trial ask(KafkaCluster cluster, int partitions) {
    Set<String> topics =
        new PartitionedLoad(partitions)
            .next().partitions().stream().map(TopicPartition::topic).collect(toSet());
    return Benchmark.timed(
        () -> topics,
        all -> {
          int found = Brokers.ask(cluster, all, StoreTrials::answers);
          if (found != partitions) {
            throw new IllegalStateException("the brokers have " + found + " partitions");
          }
        });
  }

  private static int answers(BrokerOffsets brokers) {
    if (brokers.identities().isEmpty()
        || brokers.beginning().partitions().size() != brokers.end().partitions().size()) {
      throw new IllegalStateException("the brokers have not said all");
    }
    return brokers.partitions().size();
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
