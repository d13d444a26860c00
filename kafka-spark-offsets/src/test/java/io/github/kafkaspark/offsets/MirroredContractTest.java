package io.github.kafkaspark.offsets;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** A mirrored store is as good as its primary, whatever the follower does. */
class MirroredContractTest {

  abstract static class MirroredFileContract extends DurableStoreContract {

    @TempDir Path directory;

    abstract OffsetStore follower();

    @Override
    protected OffsetStore newStore() {
      return mirrored(OffsetStores.file(directory.resolve("primary")));
    }

    @Override
    protected OffsetStore open(Fault fault) {
      return mirrored(
          FileOffsetStore.open(
              directory.resolve("primary"),
              new FaultyFiles(
                  (moment, operation) -> {
                    if (operation.equals("publish")) {
                      fault.at(moment);
                    }
                  })));
    }

    private OffsetStore mirrored(OffsetStore primary) {
      return MirroredOffsetStore.of(
          primary, new OffsetStore[] {follower()}, closeLimit(), Duration.ofSeconds(30));
    }

    Duration closeLimit() {
      return MirroredOffsetStore.CLOSE_LIMIT;
    }
  }

  @Nested
  class WithAFollowerThatWorks extends MirroredFileContract {

    @Override
    OffsetStore follower() {
      return OffsetStores.file(directory.resolve("follower"));
    }
  }

  @Nested
  class WithAFollowerThatAlwaysThrows extends MirroredFileContract {

    @Override
    OffsetStore follower() {
      return WatchedStore.broken();
    }
  }

  @Nested
  class WithAFollowerThatNeverReturns extends MirroredFileContract {

    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    OffsetStore follower() {
      return WatchedStore.stuck(never);
    }

    /** As good as none, so that it is not spent anew in each case. */
    @Override
    Duration closeLimit() {
      return Duration.ofMillis(1);
    }

    @AfterEach
    void letTheThreadsEnd() {
      never.countDown();
    }
  }
}
