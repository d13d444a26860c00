package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.crash.StoreAndSink;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.testing.crash.CrashRun;

/** A tracked query whose sink is the ledger, with a store of files. */
final class LedgerStream implements StoreAndSink {

  @Override
  public OffsetStore store(CrashRun run) {
    return OffsetStores.file(run.folder());
  }
}
