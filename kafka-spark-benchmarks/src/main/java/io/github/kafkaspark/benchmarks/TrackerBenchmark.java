package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.benchmarks.ListenerTrials.ConsumerPerEvent;
import io.github.kafkaspark.examples.Example;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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

  /** From the arrival of a record to the next send: a commit is over by then. */
  private static final Duration ALONE = Duration.ofMillis(40);

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
      benchmark.records();
      benchmark.batches();
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

  /** Records now and then, each alone on its way: how much later do they arrive. */
  private void records() throws Exception {
    AtomicInteger topics = new AtomicInteger();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      Map<String, QueryTrials> queries =
          queries(
              "latency",
              () ->
                  new LatencyTrials(
                      "now-and-then-" + topics.incrementAndGet(), spark, kafka, producer));
      Duration pause = ALONE.multipliedBy(queries.size());
      report("a record", "ms", benchmark("records", queries).apart(pause, run.tries(50)));
      end(queries);
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Collections.<String, Object>singletonMap("bootstrap.servers", kafka.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Batches without a pause: how much of the machine is left to them. */
  private void batches() throws Exception {
    kafka.createTopic(BatchTrials.TOPIC, BatchTrials.PARTITIONS);
    kafka.produceNumbers(BatchTrials.TOPIC, 0, RECORDS);
    int length = run.isQuick() ? 2 : 25;
    Map<String, QueryTrials> queries =
        queries("batches", () -> new BatchTrials(spark, kafka.bootstrapServers(), length));
    Map<String, Series> found = benchmark("batches", queries).backToBack(run.isQuick() ? 1 : 3);
    report("a batch", "median of " + (length - 1) + ", ms", found);
    end(queries);
  }

  /** The same query without the library, twice, and with each store. */
  private Map<String, QueryTrials> queries(String name, Supplier<QueryTrials> query)
      throws IOException {
    Map<String, QueryTrials> queries = new LinkedHashMap<>();
    queries.put(PLAIN, query.get());
    queries.put(AGAIN, query.get());
    stores(folder.resolve(name)).forEach((store, it) -> queries.put(store, query.get().in(it)));
    return queries;
  }

  private Benchmark benchmark(String name, Map<String, QueryTrials> queries) {
    Benchmark benchmark = run.benchmark(name);
    queries.forEach(
        (candidate, query) -> {
          Benchmark unused = benchmark.candidate(candidate, query::cost);
        });
    return benchmark;
  }

  private void report(String what, String unit, Map<String, Series> found) {
    Table table = new Table(what + ", " + unit);
    table.add(found);
    Example.say("\n" + table);
    found.forEach(
        (candidate, series) -> {
          if (!candidate.equals(PLAIN) && !candidate.equals(AGAIN)) {
            double ratio = series.over(found.get(PLAIN)).median();
            run.bounds().atMost(1.02, " times " + PLAIN, what + ", " + candidate, ratio);
          }
        });
  }

  private static void end(Map<String, QueryTrials> queries) throws Exception {
    for (QueryTrials query : queries.values()) {
      query.end();
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
