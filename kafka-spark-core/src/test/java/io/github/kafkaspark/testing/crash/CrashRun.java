package io.github.kafkaspark.testing.crash;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;

/** One life of a driver, as one of its jobs sees it. */
public final class CrashRun {

  private final String job;
  private final DriverSettings settings;
  private final CrashLedger ledger;

  CrashRun(String job, DriverSettings settings) {
    this.job = job;
    this.settings = settings;
    this.ledger = new CrashLedger(settings.ledgerPort(), settings.run(), job);
  }

  /** The job's name in the trial, good as the name of its stream. */
  public String job() {
    return job;
  }

  /** Which life of the driver this is, from 1. */
  public int number() {
    return settings.run();
  }

  /** The brokers. */
  public String bootstrapServers() {
    return settings.bootstrapServers();
  }

  /** The topic, to which records come all the time. */
  public String topic() {
    return settings.topic();
  }

  /** How many records the job should take at once, so that a kill finds many batches. */
  public int recordsPerBatch() {
    return settings.recordsPerBatch();
  }

  /** The job's own folder, which is there and outlives the driver. */
  public Path folder() {
    return settings.folder().resolve(job);
  }

  /**
   * Where a query with the job's name keeps its checkpoint, unless it names another place. The
   * trial deletes it by lot after a kill.
   */
  public Path checkpoint() {
    return settings.checkpoints().resolve(job);
  }

  /**
   * What {@link CrashTrial#setting} has said.
   *
   * @throws IllegalArgumentException if it has said nothing
   */
  public String setting(String key) {
    Map<String, String> all = settings.own();
    String value = all.get(requireNonNull(key, "key"));
    if (value == null) {
      throw new IllegalArgumentException(
          "Invalid key: '" + key + "' (expected one of " + all.keySet() + ")");
    }
    return value;
  }

  /** Where each record leaves its trace. */
  public CrashLedger ledger() {
    return ledger;
  }

  @Override
  public String toString() {
    return "CrashRun(job '" + job + "', driver " + number() + ")";
  }
}
