package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.examples.Example;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.spark.sql.SparkSession;

/** Measures how quickly the source reads beside a plain readStream, near and 1 ms away. */
public final class SourceBenchmark {

  private static final String PLAIN = "plain readStream";
  private static final String AGAIN = "the same again (A/A)";
  private static final String NEUTRAL = "neutral()";
  private static final String DEFAULT = "the default";
  private static final String TIMES = " times the plain";

  private static final int SMALL = 100;
  private static final int READ_BYTES = 200_000_000;

  /** Two of the largest fetches in each partition, and some. */
  private static final int MORE_BYTES = 80_000_000;

  private final BenchmarkRun run;
  private final boolean spark23;
  private final List<SourceTrials> topics = new ArrayList<>();

  private SourceBenchmark(BenchmarkRun run, SparkSession spark) {
    this.run = run;
    this.spark23 = spark.version().startsWith("2.3.");
    if (run.isQuick()) {
      topics.add(new SourceTrials(spark, SMALL, 20_000, 100_000));
    } else {
      for (int size : new int[] {SMALL, 10_000, 1_000_000}) {
        topics.add(new SourceTrials(spark, size, READ_BYTES / size, MORE_BYTES / size));
      }
    }
  }

  /**
   * Takes {@code --quick}, {@code --check}, {@code --folder DIR}, and {@code --all} to try as well
   * what could make the default quicker but is no part of it.
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return BenchmarkRun.of("SourceBenchmark", args, SourceBenchmark::compare, "--all");
  }

  private static void compare(BenchmarkRun run, Path folder) throws Exception {
    Map<String, String> settings = new HashMap<>();
    try (DelayProxy proxy = DelayProxy.open(Duration.ofMillis(1))) {
      settings.put("listener.security.protocol.map", "DISTANT:PLAINTEXT");
      settings.put("kit.advertised.DISTANT", proxy.address());
      try (EmbeddedKafka kafka = EmbeddedKafka.fork(settings);
          SparkSession spark = SourceTrials.session()) {
        proxy.leadsTo(kafka.bootstrapServers("DISTANT"));
        Example.say(Machine.describe(spark, folder) + "\n" + run.describe());
        Example.say(
            "Records per second of one batch from "
                + SourceTrials.PARTITIONS
                + " partitions that have more, on local[2], by Spark's\naddBatch, into a foreach"
                + " that only counts. The broker has its own JVM. neutral() may be below\nthe plain"
                + " by no more than half the range of the A/A's ratios.");
        SourceBenchmark benchmark = new SourceBenchmark(run, spark);
        for (SourceTrials topic : benchmark.topics) {
          System.err.println("  producing records of " + topic);
          topic.produce(kafka);
        }
        benchmark.compareRequests(kafka.bootstrapServers(), proxy.address());
        benchmark.compare("on loopback", 1.3, kafka.bootstrapServers());
        benchmark.compare("1 ms away", 3, proxy.address());
      }
    }
  }

  /** How far away 1 ms is on this machine at this time. */
  private void compareRequests(String near, String distant) throws Exception {
    Table table = new Table("a request, ms");
    try (KafkaConsumer<?, ?> nearby = StoreTrials.consumer(KafkaCluster.at(near), "near");
        KafkaConsumer<?, ?> away = StoreTrials.consumer(KafkaCluster.at(distant), "distant")) {
      table.add(
          run.benchmark("requests")
              .candidate("on loopback", topics.get(0).request(nearby))
              .candidate("1 ms away", topics.get(0).request(away))
              .backToBack(run.tries(20)));
    }
    Example.say("\n" + table);
  }

  private void compare(String where, double ofSmall, String brokers) throws Exception {
    Table table = new Table("records of", where + ", records/s");
    for (SourceTrials topic : topics) {
      KafkaStreamSource source = topic.source(brokers);
      Benchmark reads =
          run.benchmark("reading records of " + topic + " " + where)
              .candidate(PLAIN, topic.read(topic.plain(brokers)))
              .candidate(AGAIN, topic.read(topic.plain(brokers)))
              .candidate(NEUTRAL, topic.read(source.neutral()))
              .candidate(DEFAULT, topic.read(source));
      Map<String, Series> found =
          (run.has("--all") ? withMore(reads, topic, source) : reads).backToBack(1);
      table.add(found, topic.toString());

      Series plain = found.get(PLAIN);
      Series noise = found.get(AGAIN).over(plain);
      double leastNeutral = 1 - (noise.max() - noise.min()) / 2;
      bound("neutral, " + topic + " " + where, leastNeutral, found.get(NEUTRAL).over(plain));
      if (topic.size() != SMALL) {
        bound("default, " + topic + " " + where, 1, found.get(DEFAULT).over(plain));
      } else if (!spark23) {
        // On 2.3 a poll costs no round trip of its own, so fewer polls gain nothing.
        bound("default, " + topic + " " + where, ofSmall, found.get(DEFAULT).over(plain));
      }
    }
    Example.say("\n" + table);
  }

  /** What is not in the default, on top of it. */
  private Benchmark withMore(Benchmark reads, SourceTrials topic, KafkaStreamSource source) {
    KafkaStreamSource fetch = source.option("kafka.max.partition.fetch.bytes", 8 << 20);
    KafkaStreamSource buffer = source.option("kafka.receive.buffer.bytes", -1);
    Benchmark more =
        reads
            .candidate("default, 8 MB a fetch", topic.read(fetch))
            .candidate("default, receive buffer -1", topic.read(buffer));
    int pieces = 4 * SourceTrials.PARTITIONS;
    return spark23
        ? more
        : more.candidate(
            "default, minPartitions " + pieces, topic.read(source.minPartitions(pieces)));
  }

  private void bound(String what, double atLeast, Series ratio) {
    run.bounds().atLeast(atLeast, TIMES, what, ratio.median());
  }
}
