package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.examples.ListenerTrials.ConsumerPerEvent;
import io.github.kafkaspark.offsets.OffsetStore;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * Measures what a tracker costs Spark's listener thread and a query, its store healthy and down.
 */
public final class TrackerBenchmark {

  private static final String EMPTY = "an empty listener";
  private static final String PLAIN = "without the library";
  private static final String AGAIN = "the same again (A/A)";
  private static final String HEALTHY = "tracker, store healthy";
  private static final String DOWN = "tracker, store down";
  private static final String CONSUMER = "a consumer per event";

  /** Enough of all rounds for a p99, also if it is to be quick. */
  private static final int EVENTS = 50;

  private static final Duration APART = Duration.ofMillis(20);
  private static final int RECORDS = 20_000;

  private final BenchmarkRun run;
  private final Path folder;
  private final SparkSession spark;
  private final EmbeddedKafka kafka;
  private final DelayProxy silent;
  private final int[] sizes;

  private TrackerBenchmark(
      BenchmarkRun run, Path folder, SparkSession spark, EmbeddedKafka kafka, DelayProxy silent) {
    this.run = run;
    this.folder = folder;
    this.spark = spark;
    this.kafka = kafka;
    this.silent = silent;
    this.sizes = sizes(run);
  }

  private static int[] sizes(BenchmarkRun run) {
    return run.isQuick() ? new int[] {100} : new int[] {1, 100, 10_000};
  }

  /** Takes {@code --quick}, {@code --check} and {@code --folder DIR}. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return BenchmarkRun.of("TrackerBenchmark", args, TrackerBenchmark::compare);
  }

  private static void compare(BenchmarkRun run, Path folder) throws Exception {
    int[] sizes = sizes(run);
    // Nothing is behind the proxy: who connects gets no answer.
    try (EmbeddedKafka kafka = PartitionedLoad.broker(sizes[sizes.length - 1]);
        DelayProxy silent = DelayProxy.open(Duration.ZERO);
        SparkSession spark = SourceTrials.session()) {
      Example.say(Machine.describe(spark, folder) + "\n" + run.describe());
      Example.say(
          "A Kafka store that is down accepts connections and never answers; of a file store, the"
              + " folder is gone.\nThe tracker's listener is called through OffsetListener, which is"
              + " a little more.\nThe consumer is left out at 10,000 partitions. The broker has its own JVM.");
      TrackerBenchmark benchmark = new TrackerBenchmark(run, folder, spark, kafka, silent);
      benchmark.queries();
      benchmark.events();
    }
  }

  /** After the queries, so that all the code that Spark's thread runs has been run. */
  private void events() throws Exception {
    StreamingQueryProgress real = new BatchTrials(spark, kafka.bootstrapServers(), 1).progress();
    StreamingQueryListener healthy =
        ListenerTrials.tracker("kafka:" + kafka.bootstrapServers() + "/l-");
    StreamingQueryListener down = ListenerTrials.tracker("kafka:" + silent.address() + "/l-");
    StreamingQueryListener consumer =
        new ConsumerPerEvent(KafkaCluster.at(kafka.bootstrapServers()));
    StreamingQueryListener empty = new ListenerTrials.Empty();
    Table table = new Table("event of", APART.toMillis() + " ms apart, µs");
    Bounds bounds = run.bounds();
    for (int size : sizes) {
      String partitions = StoreBenchmark.count(size);
      String query = "orders-of-" + size;
      Benchmark events =
          run.benchmark("events of " + partitions)
              .candidate(EMPTY, ListenerTrials.event(empty, real, query, size))
              .candidate(AGAIN, ListenerTrials.event(empty, real, query, size))
              .candidate(HEALTHY, ListenerTrials.event(healthy, real, query, size))
              .candidate(DOWN, ListenerTrials.event(down, real, query, size));
      if (size <= 100) {
        events = events.candidate(CONSUMER, ListenerTrials.event(consumer, real, query, size));
      }
      Map<String, Series> found = events.apart(APART, EVENTS);
      table.add(found, partitions);
      for (String tracker : new String[] {HEALTHY, DOWN}) {
        Series cost = found.get(tracker);
        String what =
            String.format("%s, %s, p99 (longest %.0f)", tracker, partitions, cost.longest());
        bounds.atMost(50, " µs", what, cost.p99());
      }
    }
    Example.say("\n" + table);
  }

  /** Records that are sent now and then, and batches without a pause. */
  private void queries() throws Exception {
    int length = run.isQuick() ? 2 : 25;
    String brokers = kafka.bootstrapServers();
    try (LatencyTrials.Sender sender = new LatencyTrials.Sender(kafka)) {
      compare("a record", length, () -> new LatencyTrials(spark, brokers, sender, length));
    }
    kafka.createTopic(BatchTrials.TOPIC, BatchTrials.PARTITIONS);
    kafka.produceNumbers(BatchTrials.TOPIC, 0, RECORDS);
    compare("a batch", length, () -> new BatchTrials(spark, brokers, length));
  }

  private void compare(String what, int length, Supplier<QueryTrials> query) throws Exception {
    Map<String, OffsetStore> stores = stores(folder.resolve(what));
    Map<String, QueryTrials> queries = new LinkedHashMap<>();
    queries.put(PLAIN, query.get());
    queries.put(AGAIN, query.get());
    stores.forEach((store, opened) -> queries.put(store, query.get().in(opened)));
    Benchmark benchmark = run.benchmark(what);
    for (Map.Entry<String, QueryTrials> each : queries.entrySet()) {
      benchmark = benchmark.candidate(each.getKey(), each.getValue()::run);
    }
    Map<String, Series> found = benchmark.backToBack(run.isQuick() ? 1 : 3);
    queries.values().forEach(QueryTrials::close);

    Table table = new Table(what + ", median of " + (length - 1) + ", ms");
    table.add(found);
    Example.say("\n" + table);
    for (String store : stores.keySet()) {
      Series ratio = found.get(store).over(found.get(PLAIN));
      run.bounds().atMost(1.02, " times " + PLAIN, what + ", " + store, ratio.median());
    }
  }

  private Map<String, OffsetStore> stores(Path folder) throws IOException {
    Map<String, OffsetStore> stores = new LinkedHashMap<>();
    stores.put("file, healthy", OffsetStores.file(folder.resolve("store")));
    stores.put("Kafka, down", OffsetStores.kafka(KafkaCluster.at(silent.address()), "b-"));
    if (!run.isQuick()) {
      Path gone = folder.resolve("gone");
      stores.put("file, down", OffsetStores.file(gone));
      Example.deleteFolder(gone);
      Path unused = Files.createFile(gone);
      stores.put(
          "Kafka, healthy", OffsetStores.kafka(KafkaCluster.at(kafka.bootstrapServers()), "b-"));
    }
    return stores;
  }
}
