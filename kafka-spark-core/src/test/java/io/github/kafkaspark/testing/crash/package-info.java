/**
 * Kills the driver of a job at random instants, and counts what is lost, what is read again and
 * what a sink holds twice.
 *
 * <p>Start at {@link io.github.kafkaspark.testing.crash.CrashTrial}. A job plugs in as a {@link
 * io.github.kafkaspark.testing.crash.CrashSink}, which promises each record once, or as a {@link
 * io.github.kafkaspark.testing.crash.CrashStream}, which promises it at least once. All of a
 * trial's jobs run in one driver, so that each kill hits all of them.
 *
 * <p>The ledger is kept by the JVM of the test, which outlives the drivers: a task goes on only
 * after the ledger has acknowledged its record.
 */
package io.github.kafkaspark.testing.crash;
