package io.github.kafkaspark.testing.crash;

import org.apache.spark.sql.SparkSession;

/**
 * A job whose driver is killed; either a {@link CrashSink} or a {@link CrashStream}. It has a
 * constructor without arguments, and lives in the driver's JVM.
 */
public interface CrashJob {

  /**
   * Does the job's work until the driver is killed. It reads the trial's topic, whose values are
   * numbers, and lets each record pass the {@linkplain CrashRun#ledger() ledger}.
   *
   * @throws Exception if the job cannot go on, which ends the trial
   */
  void run(SparkSession spark, CrashRun run) throws Exception;
}
