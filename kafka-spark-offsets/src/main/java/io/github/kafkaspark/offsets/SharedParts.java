package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import java.util.concurrent.Executor;
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

  SharedParts(
      OffsetStore store,
      TrackerOptions options,
      Supplier<Provenance> provenance,
      Executor storeThread) {
    this.store = store;
    this.options = options;
    this.provenance = provenance;
    this.storeThread = storeThread;
    this.reports = new HealthReports(options.onHealthChange);
  }
}
