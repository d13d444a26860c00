package io.github.kafkaspark.testing.crash;

import io.github.kafkaspark.TopicOffsets;

/**
 * A job that does each record at least once, and names what is committed. Its sink is the ledger's
 * {@link CrashLedger#writer}, or its own if it is a {@link CrashSink} too.
 */
public interface CrashStream extends CrashJob {

  /**
   * Reads what is committed: the next offset of each partition, empty for none. It is called before
   * each {@link #run}.
   *
   * @throws Exception if that cannot be read, which ends the trial
   */
  TopicOffsets committed(CrashRun run) throws Exception;
}
