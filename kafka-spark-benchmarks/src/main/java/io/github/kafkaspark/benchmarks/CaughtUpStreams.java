package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Measures one {@link CaughtUpCell} after the other, each with all that is compared. */
final class CaughtUpStreams {

  private static final int ROUNDS = 3;
  private static final int RECORDS = 200;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration FIRST_WARM_UP = Duration.ofMinutes(2);
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  private final BenchmarkRun run;
  private final SparkSession spark;
  private final EmbeddedKafka kafka;
  private final String distant;
  private final Set<String> topics = new HashSet<>();
  private boolean isWarm;

  /**
   * On one broker.
   *
   * @param distant the address by which it is further away
   */
  CaughtUpStreams(BenchmarkRun run, SparkSession spark, EmbeddedKafka kafka, String distant) {
    this.run = run;
    this.spark = spark;
    this.kafka = kafka;
    this.distant = distant;
  }

  /** How it is measured. */
  static String about(BenchmarkRun run) {
    return String.format(
        "Milliseconds from a record's send until the sink has it, on local[2], of records of 100 B%n"
            + "that come one by one, so many a second and partition. The sink does nothing. The broker%n"
            + "has its own JVM; the sender is near it and shares Spark's. Each row has up to %d rounds,%n"
            + "in each the candidates in turn, of %d records of each at least, or as many as come within%n"
            + "%d minutes, after the query has caught up%s.%n"
            + "min and max are of the rounds' medians; ratios are by round. Spark's tasks, the sender,%n"
            + "the broker and the proxy share the cores.",
        rounds(run),
        records(run),
        LIMIT.toMinutes(),
        run.isQuick()
            ? ""
            : "; at first the default warms up for " + FIRST_WARM_UP.toMinutes() + " minutes");
  }

  static int rounds(BenchmarkRun run) {
    return run.isQuick() ? 2 : ROUNDS;
  }

  private static int records(BenchmarkRun run) {
    return run.isQuick() ? 10 : RECORDS;
  }

  /** Measures a cell, and adds it to both tables. */
  Map<String, Series> measure(CaughtUpCell cell, Table latencies, Table fetches) throws Exception {
    String topic = "caught-up-" + cell.partitions;
    if (topics.add(topic)) {
      kafka.createTopic(topic, cell.partitions);
    }
    String near = kafka.bootstrapServers();
    CaughtUpSources sources =
        new CaughtUpSources(spark, topic, cell.isDistant() ? distant : near, options());
    boolean inTransactions = run.has("--transactions");
    try (SteadyLoad load =
        new SteadyLoad(near, topic, cell.partitions, cell.ofEachInASecond, inTransactions)) {
      Map<String, Supplier<Dataset<Row>>> all = sources.all(run.has("--waits"));
      CaughtUpTrials trials = trials(load, all.size());
      warmUp(trials, sources);
      Map<String, List<double[]>> rates = new LinkedHashMap<>();
      Turns turns = new Turns(cell.toString(), rounds(run), LIMIT);
      all.forEach(
          (candidate, source) -> {
            List<double[]> ofCandidate = rates.computeIfAbsent(candidate, it -> new ArrayList<>());
            turns.add(
                candidate,
                () -> {
                  double[] costs = trials.turn(source.get());
                  ofCandidate.add(new double[] {trials.fetchesASecond()});
                  return costs;
                });
          });
      Map<String, Series> found = turns.take();
      latencies.add(found, cell.partitions());
      fetches.add(Benchmark.series(rates), cell.partitions());
      return found;
    }
  }

  /** A stream runs for days, and the first minutes of a JVM are slower than that. */
  private void warmUp(CaughtUpTrials trials, CaughtUpSources sources) throws Exception {
    long end = System.nanoTime() + FIRST_WARM_UP.toNanos();
    while (!isWarm && !run.isQuick()) {
      double[] unused = trials.turn(sources.byDefault());
      isWarm = System.nanoTime() >= end;
    }
  }

  private CaughtUpTrials trials(SteadyLoad load, int candidates) {
    // A fifth of the time is for what comes before and after the count.
    Duration most = LIMIT.dividedBy(rounds(run)).dividedBy(candidates).multipliedBy(4).dividedBy(5);
    int each = (records(run) + rounds(run) - 1) / rounds(run);
    return new CaughtUpTrials(load, each, run.isQuick() ? Duration.ZERO : WARM_UP, most);
  }

  private Map<String, String> options() {
    return run.value("--option")
        .map(option -> option.split("=", 2))
        .map(option -> Collections.singletonMap(option[0], option[1]))
        .orElse(Collections.emptyMap());
  }
}
