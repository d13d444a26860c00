package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.examples.Example;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.spark.sql.SparkSession;

/** Measures what a commit costs beside Spark's own log, reading it back, and a start's plan. */
public final class StoreBenchmark {

  private static final String AGAIN = "the same again (A/A)";
  private static final String SPARK = "Spark's offset log";
  private static final String FILE = "OffsetStores.file";
  private static final String BARE = "KafkaConsumer.commitSync";
  private static final String PLAIN = "OffsetStores.kafkaWithoutTransactions";
  private static final String KAFKA = "OffsetStores.kafka";

  private final BenchmarkRun run;
  private final Bounds bounds;
  private final Path folder;
  private final int[] sizes;
  private final int largest;

  private StoreBenchmark(BenchmarkRun run, Path folder) {
    this.run = run;
    this.bounds = run.bounds();
    this.folder = folder;
    this.sizes = run.isQuick() ? new int[] {1, 100} : new int[] {1, 100, 10_000};
    this.largest = sizes[sizes.length - 1];
  }

  /** Takes {@code --quick}, {@code --check} and {@code --folder DIR}. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return BenchmarkRun.of(
        "StoreBenchmark", args, (run, folder) -> new StoreBenchmark(run, folder).compare());
  }

  private void compare() throws Exception {
    try (SparkSession spark = Example.localSession()) {
      Example.say(Machine.describe(spark, folder) + "\n" + run.describe());
      Example.say(
          "Files are forced to the device, Spark's log is not. The broker has its own JVM.");
      commitsToDisk(spark);
    }
    try (EmbeddedKafka kafka = PartitionedLoad.broker(largest)) {
      KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
      commitsToKafka(cluster);
      reads(cluster);
      plans(cluster);
    }
  }

  private void commitsToDisk(SparkSession spark) throws Exception {
    Table table = new Table("commit of", "back to back, ms");
    try (OffsetStore store = file()) {
      for (int size : sizes) {
        Map<String, Series> found =
            run.benchmark("commits of " + count(size) + " to disk")
                .candidate(SPARK, StoreTrials.sparkLog(spark, folder.resolve("log" + size), size))
                .candidate(AGAIN, StoreTrials.sparkLog(spark, folder.resolve("aa" + size), size))
                .candidate(FILE, new StoreTrials().append(store, size))
                .backToBack(run.tries(10));
        table.add(found, count(size));
        if (size <= 100) {
          double times = found.get(SPARK).over(found.get(FILE)).median();
          bounds.atLeast(10, " times quicker", "file, " + count(size), times);
        }
      }
    }
    Example.say("\n" + table);
  }

  private void commitsToKafka(KafkaCluster cluster) throws Exception {
    Table together = new Table("commit of", "back to back, ms");
    Table apart = new Table("commit of", "200 ms apart, ms");
    try (OffsetStore store = kafka(cluster);
        OffsetStore plain = OffsetStores.kafkaWithoutTransactions(cluster, "plain-");
        KafkaConsumer<byte[], byte[]> bare = StoreTrials.consumer(cluster, "bare");
        KafkaConsumer<byte[], byte[]> again = StoreTrials.consumer(cluster, "bare-again")) {
      for (int size : sizes) {
        StoreTrials trials = new StoreTrials();
        Benchmark commits =
            run.benchmark("commits of " + count(size) + " to Kafka")
                .candidate(BARE, StoreTrials.commitSync(bare, size))
                .candidate(AGAIN, StoreTrials.commitSync(again, size))
                .candidate(PLAIN, trials.append(plain, size))
                .candidate(KAFKA, trials.append(store, size));
        Map<String, Series> backToBack = commits.backToBack(run.tries(20));
        Map<String, Series> paused = commits.apart(Duration.ofMillis(200), run.tries(10));
        together.add(backToBack, count(size));
        apart.add(paused, count(size));
        String commit = "Kafka, " + count(size);
        atMostAsTheBare(commit + ", plain, back to back", backToBack);
        atMostAsTheBare(commit + ", plain, 200 ms apart", paused);
        bounds.atMost(20, " ms", commit + ", 200 ms apart", paused.get(KAFKA).median());
        bounds.atMost(0, " refused", commit + ", of " + trials.commits(), trials.refused());
      }
    }
    Example.say("\n" + together + "\n\n" + apart);
  }

  private void atMostAsTheBare(String what, Map<String, Series> found) {
    bounds.atMost(1.2, " times the bare", what, found.get(PLAIN).over(found.get(BARE)).median());
  }

  private void reads(KafkaCluster cluster) throws Exception {
    Map<String, Series> found =
        run.benchmark("reading " + count(largest))
            .candidate(FILE, StoreTrials.latest(this::file, largest))
            .candidate(AGAIN, StoreTrials.latest(this::file, largest))
            .candidate(KAFKA, StoreTrials.latest(() -> kafka(cluster), largest))
            .backToBack(run.tries(10));
    Table table = new Table("read of", "from a store opened anew, ms");
    table.add(found, count(largest));
    Example.say("\n" + table);
    String read = count(largest) + " read";
    bounds.atMost(20, " ms", "file, " + read, found.get(FILE).median());
    bounds.atMost(250, " ms", "Kafka, " + read, found.get(KAFKA).median());
  }

  private void plans(KafkaCluster cluster) throws Exception {
    Table table = new Table("plan of", "from a store opened anew, ms");
    Map<String, Series> file =
        run.benchmark("planning " + count(largest) + " from a file")
            .candidate("a bare read of the file", StoreTrials.bareRead(folder(), largest))
            .candidate(AGAIN, StoreTrials.bareRead(folder(), largest))
            .candidate(FILE, StoreTrials.latest(this::file, largest))
            .candidate(FILE + ", and the plan", StoreTrials.plan(this::file, largest))
            .backToBack(run.tries(10));
    table.add(file, count(largest));
    Map<String, Series> kafka =
        run.benchmark("planning " + count(largest) + " from Kafka")
            .candidate(KAFKA, StoreTrials.latest(() -> kafka(cluster), largest))
            .candidate(KAFKA + ", and the plan", StoreTrials.plan(() -> kafka(cluster), largest))
            .backToBack(run.tries(10));
    table.add(kafka, count(largest));
    Map<String, Series> brokers =
        run.benchmark("asking the brokers about " + count(largest))
            .candidate("Brokers.ask", StoreTrials.ask(cluster, largest))
            .backToBack(run.tries(10));
    table.add(brokers, count(largest));
    Example.say("\n" + table);
  }

  private Path folder() {
    return folder.resolve("store");
  }

  private OffsetStore file() {
    return OffsetStores.file(folder());
  }

  private static OffsetStore kafka(KafkaCluster cluster) {
    return OffsetStores.kafka(cluster, "spark-");
  }

  static String count(int partitions) {
    return String.format(
        Locale.ROOT, partitions == 1 ? "%d partition" : "%,d partitions", partitions);
  }
}
