package io.github.kafkaspark.testing.crash;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs jobs in a driver of their own, kills it with signal 9 at random instants, and counts.
 *
 * <pre>{@code
 * CrashReport report =
 *     CrashTrial.of(kafka, folder)
 *         .job("orders-to-lake", OrdersToLake.class)
 *         .setting("lake", folder.resolve("lake").toString())
 *         .run(50, random);
 * report.of("orders-to-lake").requireExactlyOnce();
 * }</pre>
 *
 * <p>Numbers come to the topic while a driver runs. The driver dies within {@link #within} of the
 * first record of each job, or every fifth time of its start. After the first kill the checkpoints
 * are deleted, after the second kept, and so on by turns. A last driver runs until each job has got
 * the newest numbers.
 */
public final class CrashTrial {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int PARTITIONS = 4;

  /** So many records wait for the quickest job, or the kill would seldom hit a batch of it. */
  private static final int WAITING = 1_000;

  private static final int AT_LEAST = 40;
  private static final int EARLY_ONE_IN = 5;

  private final EmbeddedKafka kafka;
  private final Path folder;
  private final Map<String, Class<? extends CrashJob>> jobs;
  private final Map<String, String> settings;
  private final Duration within;
  private final int recordsPerBatch;

  private CrashTrial(
      EmbeddedKafka kafka,
      Path folder,
      Map<String, Class<? extends CrashJob>> jobs,
      Map<String, String> settings,
      Duration within,
      int recordsPerBatch) {
    this.kafka = kafka;
    this.folder = folder;
    this.jobs = jobs;
    this.settings = settings;
    this.within = within;
    this.recordsPerBatch = recordsPerBatch;
  }

  /**
   * A trial with a topic of its own.
   *
   * @param folder for all that drivers and jobs write; it is there
   */
  public static CrashTrial of(EmbeddedKafka kafka, Path folder) {
    return new CrashTrial(
        requireNonNull(kafka, "kafka"),
        requireNonNull(folder, "folder").toAbsolutePath(),
        Collections.emptyMap(),
        Collections.emptyMap(),
        Duration.ofMillis(1_500),
        100);
  }

  /**
   * Adds a job, which the same kills hit as the others.
   *
   * @param name of letters, digits and hyphens
   * @param job a {@link CrashSink} or a {@link CrashStream}
   */
  public CrashTrial job(String name, Class<? extends CrashJob> job) {
    if (!name.matches("[A-Za-z0-9-]+") || jobs.containsKey(name)) {
      throw new IllegalArgumentException(
          "Invalid name: '"
              + name
              + "' (expected letters, digits and hyphens, another than the"
              + " names of the other jobs "
              + jobs.keySet()
              + ")");
    }
    if (!CrashSink.class.isAssignableFrom(job) && !CrashStream.class.isAssignableFrom(job)) {
      throw new IllegalArgumentException(
          "Invalid job: " + job.getName() + " (expected a CrashSink or a CrashStream)");
    }
    Map<String, Class<? extends CrashJob>> more = new LinkedHashMap<>(jobs);
    more.put(name, job);
    return new CrashTrial(kafka, folder, more, settings, within, recordsPerBatch);
  }

  /**
   * Tells all jobs something. What begins with {@code spark.} is also a setting of the driver's
   * session.
   */
  public CrashTrial setting(String key, String value) {
    Map<String, String> more = new TreeMap<>(settings);
    more.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
    return new CrashTrial(kafka, folder, jobs, more, within, recordsPerBatch);
  }

  /** How long after the first record the driver lives at most; by default 1.5 s. */
  public CrashTrial within(Duration limit) {
    return new CrashTrial(
        kafka, folder, jobs, settings, requireNonNull(limit, "limit"), recordsPerBatch);
  }

  /** What {@link CrashRun#recordsPerBatch} is; by default 100. */
  public CrashTrial recordsPerBatch(int records) {
    return new CrashTrial(kafka, folder, jobs, settings, within, records);
  }

  /**
   * Kills so many drivers, lets one more get to the end of the topic, and kills that one too.
   *
   * @param random draws the instants; print its seed
   * @throws IllegalStateException if a job fails by itself, or does not get on
   * @throws IOException if a file cannot be written
   * @throws InterruptedException if the thread is interrupted; the driver is killed then too
   */
  public CrashReport run(int kills, Random random) throws IOException, InterruptedException {
    try (LiveTopic topic = LiveTopic.create(kafka, PARTITIONS);
        LedgerServer ledger = LedgerServer.open(topic.name())) {
      Trial trial = new Trial(topic, ledger);
      for (int run = 1; run <= kills; run++) {
        trial.kill(run, random);
      }
      trial.finish(kills + 1);
      List<JobReport> reports = new ArrayList<>();
      for (Map.Entry<String, Class<? extends CrashJob>> job : jobs.entrySet()) {
        List<LedgerPage> pages = new ArrayList<>();
        for (int run = 1; run <= kills + 1; run++) {
          pages.add(ledger.page(job.getKey(), run));
        }
        boolean isSink = CrashSink.class.isAssignableFrom(job.getValue());
        reports.add(JobReport.of(job.getKey(), isSink, pages, topic.produced()));
      }
      return new CrashReport(reports);
    }
  }

  static boolean deletesCheckpointsAfter(int run) {
    return run % 2 == 1;
  }

  /** The drivers of one call. */
  private final class Trial {

    private final LiveTopic topic;
    private final LedgerServer ledger;
    private final DriverSettings forDrivers;

    Trial(LiveTopic topic, LedgerServer ledger) {
      this.topic = topic;
      this.ledger = ledger;
      this.forDrivers =
          DriverSettings.of(
              folder,
              kafka.bootstrapServers(),
              topic.name(),
              recordsPerBatch,
              ledger.port(),
              jobs,
              settings);
    }

    void kill(int run, Random random) throws IOException, InterruptedException {
      boolean early = run > 1 && random.nextInt(EARLY_ONE_IN) == 0;
      Duration life = Duration.ofMillis(random.nextInt((int) within.toMillis() + 1));
      Predicate<LedgerPage> anchor = early ? page -> page.begun : page -> !page.entries.isEmpty();
      drive(run, false, () -> pages(run).allMatch(anchor), life);
      if (deletesCheckpointsAfter(run)) {
        for (String job : jobs.keySet()) {
          delete(folder.resolve(job + "-checkpoint"));
        }
      }
    }

    void finish(int run) throws IOException, InterruptedException {
      drive(
          run,
          true,
          () -> jobs.keySet().stream().allMatch(job -> isThere(job, run)),
          Duration.ZERO);
    }

    /** One driver, from its start until some time after a condition came to be. */
    private void drive(int run, boolean last, BooleanSupplier until, Duration life)
        throws IOException, InterruptedException {
      topic.produce(AT_LEAST);
      Path file = folder.resolve("driver.properties");
      forDrivers.write(file, run, last);
      DriverProcess driver = DriverProcess.start(folder, file);
      try {
        topic.flow(!last);
        boolean reached = ledger.await(LIMIT, () -> !driver.isAlive() || until.getAsBoolean());
        if (reached && !last) {
          topic.produce(Math.max(0, WAITING - leastBehind(run)));
        }
        if (!reached || driver.endsWithin(life)) {
          String why = ledger.failure();
          throw new IllegalStateException(
              String.format(
                  "Cannot go on with driver %d: %s; %s",
                  run,
                  why != null
                      ? why
                      : driver.isAlive() ? "a job does not get on" : "it has ended by itself",
                  driver.said()));
        }
      } finally {
        driver.kill();
        topic.flow(false);
        ledger.awaitQuiet(LIMIT);
      }
    }

    /** How far the quickest job is behind. */
    private int leastBehind(int run) {
      int most = jobs.keySet().stream().mapToInt(job -> ledger.records(job, run)).max().orElse(0);
      return topic.produced() - most;
    }

    private Stream<LedgerPage> pages(int run) {
      return jobs.keySet().stream().map(job -> ledger.page(job, run));
    }

    /** Whether a job has the newest number of each partition; what it lacks then, it has lost. */
    private boolean isThere(String job, int run) {
      LedgerPage page = ledger.page(job, run);
      Set<String> missing =
          IntStream.rangeClosed(1, topic.partitions())
              .mapToObj(back -> Integer.toString(topic.produced() - back))
              .collect(Collectors.toSet());
      if (CrashStream.class.isAssignableFrom(jobs.get(job))) {
        page.entries.forEach(entry -> missing.remove(entry.value));
      } else if (page.last != null) {
        missing.removeAll(page.last.held);
      }
      return missing.isEmpty();
    }
  }

  private static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> paths = Files.walk(tree)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
          Files.delete(path);
        }
      }
    }
  }
}
