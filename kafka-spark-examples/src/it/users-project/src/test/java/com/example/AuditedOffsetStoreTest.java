package com.example;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.DurableStoreContract;
import io.github.kafkaspark.offsets.store.OffsetStore;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.jupiter.api.io.TempDir;

// region contract
class AuditedOffsetStoreTest extends DurableStoreContract {

  @TempDir Path folder;

  @Override
  protected OffsetStore newStore() {
    return elsewhere().open();
  }

  @Override
  protected Opener elsewhere() {
    String path = folder.toString();
    return () -> new AuditedOffsetStore(OffsetStores.file(Paths.get(path)), claim -> {});
  }
}
// endregion
