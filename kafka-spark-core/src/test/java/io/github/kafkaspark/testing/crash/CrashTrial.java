package io.github.kafkaspark.testing.crash;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Runs jobs in a driver of their own, kills it with signal 9 at random instants, and counts.
 *
 * <pre>{@code
 * CrashReport report =
 *     CrashTrial.of(kafka, folder)
 *         .job("orders-to-lake", OrdersToLake.class)
 *         .setting("lake", folder.resolve("lake").toString())
 *         .run(50, random);
 * report.requireKept();
 * }</pre>
 *
 * <p>Numbers come to the topic while a driver runs. The driver dies within {@link #within} of the
 * first record of each job, and then as soon as a job, drawn by lot, is in the midst of a batch;
 * about every fifth dies within that of its start, wherever it is. After each kill a lot of its own
 * says of each job whether its checkpoint is deleted. A last driver runs until each job has got the
 * newest numbers.
 */
public final class CrashTrial {

  final EmbeddedKafka kafka;
  final Path folder;
  Map<String, Class<? extends CrashJob>> jobs = Collections.emptyMap();
  Map<String, String> settings = Collections.emptyMap();
  Duration within = Duration.ofMillis(1_500);
  int recordsPerBatch = 100;
  boolean disturbed;
  Consumer<String> progress = line -> {};

  private CrashTrial(EmbeddedKafka kafka, Path folder) {
    this.kafka = kafka;
    this.folder = folder;
  }

  /**
   * A trial with a topic of its own.
   *
   * @param folder for all that drivers and jobs write; it is there
   */
  public static CrashTrial of(EmbeddedKafka kafka, Path folder) {
    return new CrashTrial(
        requireNonNull(kafka, "kafka"), requireNonNull(folder, "folder").toAbsolutePath());
  }

  /**
   * Adds a job, which the same kills hit as the others.
   *
   * @param name of letters, digits and hyphens
   * @param job a {@link CrashSink}, a {@link CrashStream} or both
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
    CrashTrial copy = copy();
    copy.jobs = new LinkedHashMap<>(jobs);
    copy.jobs.put(name, job);
    return copy;
  }

  /**
   * Tells all jobs something. What begins with {@code spark.} is also a setting of the driver's
   * session.
   */
  public CrashTrial setting(String key, String value) {
    CrashTrial copy = copy();
    copy.settings = new TreeMap<>(settings);
    copy.settings.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
    return copy;
  }

  /** How long after the first record the driver lives at most; by default 1.5 s. */
  public CrashTrial within(Duration limit) {
    CrashTrial copy = copy();
    copy.within = requireNonNull(limit, "limit");
    return copy;
  }

  /** What {@link CrashRun#recordsPerBatch} is; by default 100. */
  public CrashTrial recordsPerBatch(int records) {
    CrashTrial copy = copy();
    copy.recordsPerBatch = records;
    return copy;
  }

  /**
   * Also adds a partition to the topic in the first driver's life and in each third one from there,
   * up to eight, and restarts the broker in the second one's and in each fourth from there, so that
   * the kill comes while it is away or just back. A job may fail of that.
   */
  public CrashTrial disturbed() {
    CrashTrial copy = copy();
    copy.disturbed = true;
    return copy;
  }

  /** What is told how far the trial is, a line for each kill; by default nobody. */
  public CrashTrial progress(Consumer<String> listener) {
    CrashTrial copy = copy();
    copy.progress = requireNonNull(listener, "listener");
    return copy;
  }

  /**
   * Kills so many drivers, lets one more get to the end of the topic, and kills that one too.
   *
   * @param random draws the instants and the lots; print its seed
   * @throws IllegalStateException if a job fails by itself, or does not get on
   * @throws IOException if a file cannot be written
   * @throws InterruptedException if the thread is interrupted; the driver is killed then too
   */
  public CrashReport run(int kills, Random random) throws IOException, InterruptedException {
    return run(done -> done < kills, random);
  }

  /**
   * The same with as many kills as begin within a time, one at least.
   *
   * @param random draws the instants and the lots; print its seed
   * @throws IllegalStateException if a job fails by itself, or does not get on
   * @throws IOException if a file cannot be written
   * @throws InterruptedException if the thread is interrupted; the driver is killed then too
   */
  public CrashReport run(Duration time, Random random) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    return run(done -> done == 0 || System.nanoTime() - begun < time.toNanos(), random);
  }

  private CrashReport run(IntPredicate more, Random random)
      throws IOException, InterruptedException {
    try (LiveTopic topic = LiveTopic.create(kafka);
        LedgerServer ledger = LedgerServer.open(topic.name())) {
      KilledDrivers drivers = new KilledDrivers(this, topic, ledger, random);
      while (more.test(drivers.kills())) {
        drivers.kill();
      }
      return drivers.finish();
    }
  }

  private CrashTrial copy() {
    CrashTrial copy = new CrashTrial(kafka, folder);
    copy.jobs = jobs;
    copy.settings = settings;
    copy.within = within;
    copy.recordsPerBatch = recordsPerBatch;
    copy.disturbed = disturbed;
    copy.progress = progress;
    return copy;
  }
}
