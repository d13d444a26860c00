package io.github.kafkaspark.testing.crash;

import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * A job whose sink can be read. It is to hold each record once, whatever is killed; at least once
 * if the job is a {@link CrashStream} too.
 */
public interface CrashSink extends CrashJob {

  /**
   * Reads what the sink holds: each record's value, as often as it is there. It is called before
   * each {@link #run}, and by the last driver also while that runs.
   *
   * @throws Exception if the sink cannot be read, which ends the trial
   */
  List<String> held(SparkSession spark, CrashRun run) throws Exception;
}
