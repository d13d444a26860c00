package io.github.kafkaspark.benchmarks;

import static io.github.kafkaspark.benchmarks.CaughtUpSources.AGAIN;
import static io.github.kafkaspark.benchmarks.CaughtUpSources.DEFAULT;
import static io.github.kafkaspark.benchmarks.CaughtUpSources.NEUTRAL;
import static io.github.kafkaspark.benchmarks.CaughtUpSources.PLAIN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.examples.Example;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Measures how soon a stream that has caught up shows a record, beside a plain readStream. */
public final class CaughtUpBenchmark {

  private static final String BATCHES = "a batch";
  private static final String INCREMENTAL = "default, incremental";

  /** More than all queries of a few minutes have: Spark clears a pool that is full. */
  private static final int CONSUMERS = 1_024;

  /** Less than half of it says nothing where there are so few rounds. */
  private static final double LEAST_NOISE = 0.1;

  private final BenchmarkRun run;
  private final SparkSession spark;
  private final EmbeddedKafka kafka;
  private final CaughtUpStreams streams;
  private final boolean spark23;
  private final LatencyPicture picture = new LatencyPicture();

  private CaughtUpBenchmark(
      BenchmarkRun run, SparkSession spark, EmbeddedKafka kafka, String distant) {
    this.run = run;
    this.spark = spark;
    this.kafka = kafka;
    this.streams = new CaughtUpStreams(run, spark, kafka, distant);
    this.spark23 = spark.version().startsWith("2.3.");
  }

  /**
   * Takes {@code --quick}, {@code --check}, {@code --folder DIR}, {@code --all} for more partitions
   * and records and for brokers further away, by 1 ms or {@code --distance MS}; {@code --waits} for
   * other waits than the default's; {@code --transactions} for a transaction of each record; {@code
   * --option NAME=VALUE} for an option of all of them; {@code --only TEXT} for what has this in its
   * name; {@code --picture FILE} to draw the table of a record a second as SVG.
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return BenchmarkRun.of(
        "CaughtUpBenchmark",
        args,
        CaughtUpBenchmark::compare,
        "--all",
        "--distance MS",
        "--waits",
        "--transactions",
        "--option NAME=VALUE",
        "--only TEXT",
        "--picture FILE");
  }

  private static void compare(BenchmarkRun run, Path folder) throws Exception {
    Map<String, String> settings = new HashMap<>();
    try (DelayProxy proxy = DelayProxy.open(Duration.ofMillis(distance(run)))) {
      settings.put("listener.security.protocol.map", "DISTANT:PLAINTEXT");
      settings.put("kit.advertised.DISTANT", proxy.address());
      try (EmbeddedKafka kafka = EmbeddedKafka.fork(settings);
          SparkSession spark = session(folder)) {
        proxy.leadsTo(kafka.bootstrapServers("DISTANT"));
        Example.say(Machine.describe(spark, folder) + "\n" + CaughtUpStreams.about(run));
        CaughtUpBenchmark benchmark = new CaughtUpBenchmark(run, spark, kafka, proxy.address());
        benchmark.streams();
        benchmark.batches();
        benchmark.picture();
      }
    }
  }

  private static int distance(BenchmarkRun run) {
    return Integer.parseInt(run.value("--distance").orElse("1"));
  }

  /** An executor that keeps a consumer for each partition, as those of a cluster do together. */
  private static SparkSession session(Path folder) {
    return Example.localSettings()
        .config("spark.ui.enabled", "false")
        .config("spark.sql.streaming.checkpointLocation", folder.resolve("checkpoints").toString())
        .config("spark.sql.kafkaConsumerCache.capacity", CONSUMERS) // Spark 2
        .config("spark.kafka.consumer.cache.capacity", CONSUMERS)
        .config("spark.kafka.consumer.cache.timeout", "2m")
        .config("spark.kafka.consumer.cache.evictorThreadRunInterval", "30s")
        .getOrCreate();
  }

  private void picture() throws IOException {
    if (run.value("--picture").isPresent()) {
      Path file = Paths.get(run.value("--picture").get());
      Path unused = Files.write(file, picture.toSvg().getBytes(UTF_8));
    }
  }

  private boolean isWanted(Object what) {
    return run.value("--only").map(text -> what.toString().contains(text)).orElse(true);
  }

  private void streams() throws Exception {
    List<CaughtUpCell> cells = new ArrayList<>();
    if (run.isQuick()) {
      cells.add(new CaughtUpCell(2, CaughtUpCell.SLOW, 0));
    } else {
      cells.addAll(run.has("--all") ? CaughtUpCell.all(distance(run)) : CaughtUpCell.few());
    }
    String names = cells + ", " + BATCHES;
    cells.removeIf(cell -> !isWanted(cell));
    if (cells.isEmpty() && !isWanted(BATCHES)) {
      throw new IllegalStateException(
          "No name has '" + run.value("--only").get() + "', which --only asks for: " + names);
    }
    if (run.value("--picture").isPresent()
        && cells.stream().noneMatch(CaughtUpCell::isOfThePicture)) {
      throw new IllegalStateException(
          "Nothing that --picture draws is measured: it needs a record a second, on loopback");
    }
    Map<String, List<CaughtUpCell>> tables =
        cells.stream()
            .collect(
                Collectors.groupingBy(
                    CaughtUpCell::table, LinkedHashMap::new, Collectors.toList()));
    for (Map.Entry<String, List<CaughtUpCell>> each : tables.entrySet()) {
      Table latencies = new Table(each.getKey(), "ms");
      Table fetches = new Table(each.getKey(), "fetches of all consumers a second");
      StringJoiner counts = new StringJoiner("\n");
      for (CaughtUpCell cell : each.getValue()) {
        try {
          Map<String, Series> found = streams.measure(cell, latencies, fetches);
          counts.add(counted(cell, found));
          bound(cell, found);
          if (cell.isOfThePicture()) {
            picture.add(cell.partitions, found.get(PLAIN), found.get(DEFAULT));
          }
        } catch (SteadyLoad.LoadException e) {
          run.bounds().notMeasured(cell.toString(), e.getMessage());
        }
      }
      Example.say("\n" + latencies + "\n\n" + fetches + "\n\n" + counts);
    }
  }

  private static String counted(CaughtUpCell cell, Map<String, Series> found) {
    return found.entrySet().stream()
        .map(each -> String.format("%s %,d", each.getKey(), each.getValue().tries()))
        .collect(
            Collectors.joining(
                ", ", "records of " + cell + " (rounds: " + found.get(PLAIN).rounds() + "): ", ""));
  }

  private void bound(CaughtUpCell cell, Map<String, Series> found) {
    Series plain = found.get(PLAIN);
    Series ours = found.get(DEFAULT);
    double even = evenInTheNoise(found);
    sooner("neutral, " + cell, even, plain.over(found.get(NEUTRAL)).median());
    double sooner = plain.over(ours).median();
    if (cell.ofEachInASecond == CaughtUpCell.FAST || spark23) {
      sooner("default, " + cell, even, sooner);
    } else if (cell.partitions >= 32) {
      sooner("default, " + cell, 25, sooner);
      sooner("default, p99, " + cell, 10, plain.p99() / ours.p99());
    } else if (cell.partitions >= 4) {
      sooner("default, " + cell, 10, sooner);
    } else {
      sooner("default, " + cell, 1, sooner);
    }
  }

  /** The least that says nothing else than the same thing measured twice. */
  private static double evenInTheNoise(Map<String, Series> found) {
    Series noise = found.get(PLAIN).over(found.get(AGAIN));
    return 1 - Math.max(LEAST_NOISE, noise.max() - noise.min()) / 2;
  }

  private void sooner(String what, double atLeast, double found) {
    run.bounds().atLeast(atLeast, " times as soon as the plain", what, found);
  }

  /** Of a whole topic, the last poll of each partition not full. */
  private void batches() throws Exception {
    if (!isWanted(BATCHES)) {
      return;
    }
    WholeTopicTrials topic = new WholeTopicTrials(spark, kafka, run.isQuick() ? 2 : 40);
    Map<String, Series> found =
        new Benchmark(BATCHES, CaughtUpStreams.rounds(run), Duration.ZERO)
            .candidate(PLAIN, topic.plain())
            .candidate(AGAIN, topic.plain())
            .candidate(NEUTRAL, topic.read(topic.source().neutral()))
            .candidate(DEFAULT, topic.read(topic.source()))
            .candidate(INCREMENTAL, topic.incremental())
            .backToBack(1);
    Table table = new Table(BATCHES, "ms");
    table.add(found, topic.toString());
    Example.say("\n" + table);
    double atLeast = spark23 || run.isQuick() ? evenInTheNoise(found) : 8;
    for (String batch : new String[] {DEFAULT, INCREMENTAL}) {
      double ratio = found.get(PLAIN).over(found.get(batch)).median();
      run.bounds().atLeast(atLeast, " times as quick as the plain", "a batch, " + batch, ratio);
    }
  }
}
