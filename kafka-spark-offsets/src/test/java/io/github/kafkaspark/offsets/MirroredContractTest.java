package io.github.kafkaspark.offsets;

import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;

import io.github.kafkaspark.offsets.store.DurableStoreContract;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.file.FaultyFiles;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A mirrored store is as good as its primary, whatever the follower does. */
@TestInstance(PER_CLASS)
class MirroredContractTest {

  private static final CountDownLatch NEVER = new CountDownLatch(1);

  @AfterAll
  void letTheThreadsEnd() {
    NEVER.countDown();
  }

  abstract static class MirroredFileContract extends DurableStoreContract {

    @TempDir Path directory;

    /** Opens the follower. */
    abstract Opener follower();

    @Override
    protected OffsetStore newStore() {
      return elsewhere().open();
    }

    @Override
    protected Opener elsewhere() {
      String primary = directory.resolve("primary").toString();
      Opener follower = follower();
      Duration closeLimit = closeLimit();
      return () -> mirrored(OffsetStores.file(Paths.get(primary)), follower.open(), closeLimit);
    }

    @Override
    protected OffsetStore open(Fault fault) {
      return mirrored(
          FaultyFiles.store(
              directory.resolve("primary"),
              (moment, operation) -> {
                if (operation.equals("publish")) {
                  fault.at(moment);
                }
              }),
          follower().open(),
          closeLimit());
    }

    private static OffsetStore mirrored(
        OffsetStore primary, OffsetStore follower, Duration closeLimit) {
      return MirroredOffsetStore.of(
          primary, new OffsetStore[] {follower}, closeLimit, Duration.ofSeconds(30));
    }

    Duration closeLimit() {
      return MirroredOffsetStore.CLOSE_LIMIT;
    }
  }

  @Nested
  class WithAFollowerThatWorks extends MirroredFileContract {

    @Override
    Opener follower() {
      String follower = directory.resolve("follower").toString();
      return () -> OffsetStores.file(Paths.get(follower));
    }
  }

  @Nested
  class WithAFollowerThatAlwaysThrows extends MirroredFileContract {

    @Override
    Opener follower() {
      return WatchedStore::broken;
    }
  }

  @Nested
  class WithAFollowerThatNeverReturns extends MirroredFileContract {

    @Override
    Opener follower() {
      return () -> WatchedStore.stuck(NEVER);
    }

    /** As good as none, so that it is not spent anew in each case. */
    @Override
    Duration closeLimit() {
      return Duration.ofMillis(1);
    }
  }
}
