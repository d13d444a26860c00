package io.github.kafkaspark.testing.crash;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The drivers of one trial, one after the other. */
final class KilledDrivers {

  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** So many batches wait for the quickest job, or the kill would seldom hit one of them. */
  private static final int WAITING = 10;

  /** How long a kill waits for the next record of the job that it aims at. */
  private static final Duration AIM = Duration.ofSeconds(3);

  private static final int AIMS_FOR_MILLIS = 50;

  private static final int AT_LEAST = 40;
  private static final int EARLY_ONE_IN = 5;
  private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

  private final CrashTrial trial;
  private final LiveTopic topic;
  private final LedgerServer ledger;
  private final Random random;
  private final DriverSettings forDrivers;
  private int run;

  KilledDrivers(CrashTrial trial, LiveTopic topic, LedgerServer ledger, Random random) {
    this.trial = trial;
    this.topic = topic;
    this.ledger = ledger;
    this.random = random;
    this.forDrivers =
        DriverSettings.of(
            trial.folder,
            trial.kafka.bootstrapServers(),
            topic.name(),
            trial.recordsPerBatch,
            ledger.port(),
            trial.jobs,
            trial.settings);
  }

  int kills() {
    return run;
  }

  /** Starts a driver and kills it at a random instant. */
  void kill() throws IOException, InterruptedException {
    run++;
    long begun = System.nanoTime();
    boolean adds = trial.disturbed && run % 3 == 1 && topic.grow();
    boolean restarts = trial.disturbed && run % 4 == 2;
    boolean early = run > 1 && !restarts && random.nextInt(EARLY_ONE_IN) == 0;
    Duration life = Duration.ofMillis(random.nextInt((int) trial.within.toMillis() + 1));
    Predicate<LedgerPage> anchor = early ? page -> page.begun : page -> !page.entries.isEmpty();
    BooleanSupplier until = () -> jobs().stream().map(this::page).allMatch(anchor);
    if (restarts) {
      ledger.forgive(run);
      // The broker takes longer than a batch to come back.
      drive(until, true, false, life.multipliedBy(4));
    } else {
      drive(until, false, !early, life);
    }
    List<String> deleted = deleteCheckpointsByLot();
    trial.progress.accept(
        String.format(
            "kill %d after %.1f s, %d records%s%s; checkpoints deleted: %s",
            run,
            (System.nanoTime() - begun) / 1e9,
            topic.produced(),
            adds ? ", a partition added" : "",
            restarts ? ", the broker restarted" : "",
            deleted.isEmpty() ? "none" : deleted.stream().collect(joining(", "))));
  }

  private List<String> deleteCheckpointsByLot() throws IOException {
    List<String> deleted = new ArrayList<>();
    for (String job : jobs()) {
      if (random.nextBoolean()) {
        delete(forDrivers.checkpoints().resolve(job));
        page(job).checkpointDeleted = true;
        deleted.add(job);
      }
    }
    return deleted;
  }

  /** Lets one more driver get to the end, and counts. */
  CrashReport finish() throws IOException, InterruptedException {
    run++;
    drive(() -> jobs().stream().allMatch(this::isThere), false, false, null);
    List<JobReport> reports = new ArrayList<>();
    for (Map.Entry<String, Class<? extends CrashJob>> job : trial.jobs.entrySet()) {
      List<LedgerPage> pages =
          IntStream.rangeClosed(1, run)
              .mapToObj(life -> ledger.page(job.getKey(), life))
              .collect(Collectors.toList());
      reports.add(JobReport.of(job.getKey(), job.getValue(), pages, topic.produced()));
    }
    return new CrashReport(reports);
  }

  /**
   * One driver, from its start until some time after a condition came to be.
   *
   * @param aims whether the kill then waits for a batch to run
   * @param life null for the last driver
   */
  private void drive(BooleanSupplier until, boolean restarts, boolean aims, Duration life)
      throws IOException, InterruptedException {
    boolean last = life == null;
    topic.produce(AT_LEAST);
    Path file = trial.folder.resolve("driver.properties");
    forDrivers.write(file, run, last);
    DriverProcess driver = DriverProcess.start(trial.folder, file);
    CompletableFuture<Void> restart = NOTHING;
    try {
      topic.flow(!last);
      boolean reached = ledger.await(LIMIT, () -> !driver.isAlive() || until.getAsBoolean());
      if (reached && !last) {
        keepBatchesWaiting();
      }
      if (reached && restarts) {
        restart = CompletableFuture.runAsync(topic::restartBroker);
      }
      boolean ended = reached && driver.endsWithin(last ? Duration.ZERO : life);
      if (reached && !ended && aims) {
        keepBatchesWaiting();
        ended = aim(driver);
      }
      if (!reached || (ended && !restarts)) {
        throw new IllegalStateException(
            String.format(
                "Cannot go on with driver %d: %s; %s", run, reason(driver), driver.said()));
      }
    } finally {
      driver.kill();
      restart.join();
      topic.flow(false);
      ledger.awaitQuiet(LIMIT);
    }
  }

  /** Waits for a job, drawn by lot, to be in the midst of a batch; whether the driver has ended. */
  private boolean aim(DriverProcess driver) throws InterruptedException {
    String job = new ArrayList<>(jobs()).get(random.nextInt(jobs().size()));
    int before = ledger.entries(job, run);
    boolean unused = ledger.await(AIM, () -> ledger.entries(job, run) > before);
    return driver.endsWithin(Duration.ofMillis(random.nextInt(AIMS_FOR_MILLIS)));
  }

  private String reason(DriverProcess driver) {
    String failure = ledger.failure();
    if (failure != null) {
      return failure;
    }
    return driver.isAlive() ? "a job does not get on" : "it has ended by itself";
  }

  private void keepBatchesWaiting() {
    topic.produce(Math.max(0, WAITING * trial.recordsPerBatch - leastBehind()));
  }

  /** How far the quickest job is behind. */
  private int leastBehind() {
    int most = jobs().stream().mapToInt(job -> ledger.records(job, run)).max().orElse(0);
    return topic.produced() - most;
  }

  private Set<String> jobs() {
    return trial.jobs.keySet();
  }

  private LedgerPage page(String job) {
    return ledger.page(job, run);
  }

  /** Whether a job has the newest number of each partition; what it lacks then, it has lost. */
  private boolean isThere(String job) {
    LedgerPage page = page(job);
    Set<String> missing =
        IntStream.rangeClosed(1, topic.partitions())
            .mapToObj(back -> Integer.toString(topic.produced() - back))
            .collect(Collectors.toSet());
    if (!CrashSink.class.isAssignableFrom(trial.jobs.get(job))) {
      page.entries.forEach(entry -> missing.remove(entry.value));
    } else if (page.last != null) {
      missing.removeAll(page.last.held);
    }
    return missing.isEmpty();
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
