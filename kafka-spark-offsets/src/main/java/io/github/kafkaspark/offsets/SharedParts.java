package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the recordings of one recorder share. */
final class SharedParts {

  final OffsetStore store;
  final TrackerOptions options;

  /** Of a commit that is made now. */
  final Supplier<Provenance> provenance;

  /** The only thread that commits. */
  final Executor storeThread;

  final HealthReports reports;

  /** The time in nanoseconds, for differences. */
  final LongSupplier clock;

  /** How long a load waits until the store has what an earlier run has done. */
  final Duration loadLimit;

  /** Stops queries, each of which takes as long as its batch. */
  final Executor stopper;

  /** Does what takes long and nobody waits for. */
  final Executor background;

  /** Asks the brokers whose topics are. */
  final ClaimIdentities.Question identities;

  SharedParts(
      OffsetStore store,
      TrackerOptions options,
      Supplier<Provenance> provenance,
      Executor storeThread,
      HealthReports reports,
      LongSupplier clock,
      Duration loadLimit,
      Executor stopper,
      Executor background,
      ClaimIdentities.Question identities) {
    this.store = store;
    this.options = options;
    this.provenance = provenance;
    this.storeThread = storeThread;
    this.reports = reports;
    this.clock = clock;
    this.loadLimit = loadLimit;
    this.stopper = stopper;
    this.background = background;
    this.identities = identities;
  }
}
