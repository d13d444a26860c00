package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.examples.Example;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.crash.CrashJob;
import io.github.kafkaspark.testing.crash.CrashReport;
import io.github.kafkaspark.testing.crash.CrashTrial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Kills a driver with a query for each store at random instants, and counts what is lost. */
public final class CrashTest {

  private static final String[] OPTIONS = {
    "--kills N", "--minutes N", "--stores NAMES", "--jobs CLASSES", "--seed SEED"
  };
  private static final int KILLS = 12;
  private static final int KILLS_IF_QUICK = 1;

  /** With fewer, most of a batch is Spark's own, and a kill seldom finds records on their way. */
  private static final int RECORDS_PER_BATCH = 400;

  private static final int RECORDS_IF_QUICK = 100;

  private CrashTest() {}

  /**
   * Takes {@code --kills N} or {@code --minutes N}, {@code --stores NAMES} to leave stores out,
   * {@code --jobs CLASSES} to add jobs that the class path has, {@code --seed SEED}, {@code
   * --quick} for one kill and small batches, and {@code --folder DIR}.
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return BenchmarkRun.of("CrashTest", args, run -> body(run, String.join(" ", args)), OPTIONS);
  }

  /** What is wrong with the options is said before anything is started. */
  private static BenchmarkRun.Body body(BenchmarkRun options, String arguments) {
    List<CrashStore> stores = CrashStore.named(options.value("--stores"));
    Map<String, Class<? extends CrashJob>> jobs = CrashStore.jobs(options.value("--jobs"));
    if (options.value("--kills").isPresent() && options.value("--minutes").isPresent()) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid --minutes: '%s' (expected without --kills, which says too how long it goes"
                  + " on; leave one of them out)",
              options.value("--minutes").get()));
    }
    return (run, folder) -> crash(run, folder, stores, jobs, arguments);
  }

  private static void crash(
      BenchmarkRun run,
      Path folder,
      List<CrashStore> stores,
      Map<String, Class<? extends CrashJob>> jobs,
      String arguments)
      throws Exception {
    long seed = run.value("--seed").map(Long::parseLong).orElseGet(System::nanoTime);
    String again = run.value("--seed").isPresent() ? "" : " --seed " + seed;
    Example.say(
        Machine.describe(org.apache.spark.package$.MODULE$.SPARK_VERSION(), folder)
            + "\nkafka-spark-benchmarks/run CrashTest "
            + (arguments + again).trim());
    long begun = System.nanoTime();
    CrashReport report;
    try (EmbeddedKafka kafka = EmbeddedKafka.fork()) {
      CrashTrial trial =
          CrashTrial.of(kafka, folder)
              .recordsPerBatch(run.isQuick() ? RECORDS_IF_QUICK : RECORDS_PER_BATCH)
              .disturbed()
              .progress(CrashTest::progress);
      for (CrashStore store : stores) {
        trial = store.addTo(trial);
      }
      for (Map.Entry<String, Class<? extends CrashJob>> job : jobs.entrySet()) {
        trial = trial.job(job.getKey(), job.getValue());
      }
      report = run(trial, run, new Random(seed));
    }
    int kills = report.jobs().get(0).kills();
    long seconds = (System.nanoTime() - begun) / 1_000_000_000;
    Example.say(
        String.format(
            "%n%s%n%n%d kills of the JVM, %d of queries, in %d min %d s; seed %d",
            report, kills, kills * report.jobs().size(), seconds / 60, seconds % 60, seed));
    requireKept(report);
  }

  private static CrashReport run(CrashTrial trial, BenchmarkRun run, Random random)
      throws Exception {
    Optional<String> minutes = run.value("--minutes");
    if (minutes.isPresent()) {
      return trial.run(Duration.ofMinutes(Long.parseLong(minutes.get())), random);
    }
    int otherwise = run.isQuick() ? KILLS_IF_QUICK : KILLS;
    return trial.run(run.value("--kills").map(Integer::parseInt).orElse(otherwise), random);
  }

  private static void progress(String line) {
    System.err.println("  " + line);
  }

  /** What the promise is broken by is the exit status 1, and the last lines. */
  private static void requireKept(CrashReport report) {
    try {
      report.requireKept();
    } catch (AssertionError e) {
      Example.say("\n" + e.getMessage());
      throw new IllegalStateException("the promise is broken, see above", e);
    }
  }
}
