package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.file.SystemCall.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Makes each call of the system fail, one after the other: the disk is full, broken, read-only. */
@Tag("heavy")
class FileOffsetStoreDiskTest {

  /** How a disk fails. */
  enum Trouble {
    FULL("No space left on device"),
    FULL_IN_THE_MIDDLE_OF_A_WRITE("No space left on device"),
    BROKEN("Input/output error"),
    BROKEN_AFTER_ALL_WAS_DONE("Input/output error"),
    READ_ONLY("Read-only file system"),
    OPENED_TO_BE_READ("Read-only file system");

    private final String reason;

    Trouble(String reason) {
      this.reason = reason;
    }

    void strike(SystemCall call) throws IOException {
      if (this != OPENED_TO_BE_READ) {
        throw new FileSystemException(call.path(), null, reason);
      }
      if (SystemCall.CHANGES.contains(call.kind()) && call.kind() != Kind.FORCE) {
        throw new ReadOnlyFileSystemException();
      }
    }
  }

  private static final String NAME = "each call of the file store fails";

  @TempDir Path directory;

  /** The calls since the fault was set. */
  private final List<SystemCall> calls = new ArrayList<>();

  /** Directories that a force failed on, and that nothing was put into since. */
  private final List<String> doubtful = new ArrayList<>();

  private int from = Integer.MAX_VALUE;
  private int to = Integer.MAX_VALUE;
  private int made;
  private int cases;

  @ParameterizedTest
  @EnumSource
  void theOldCommitIsIntactAndTheStoreHealsByItself(Trouble trouble) throws IOException {
    boolean all = Faults.full() || trouble == Trouble.BROKEN;
    for (int count : all ? new int[] {1, 2, 10_000} : new int[] {1, 10_000}) {
      for (int commits : all ? new int[] {1, 20} : new int[] {1}) {
        each(trouble, (files, store, call) -> append(files, store, call, count, commits));
        each(trouble, (files, store, call) -> claims(files, store, call, count, commits));
      }
    }
    each(trouble, this::open);
    Faults.say(NAME, trouble + ": " + cases + " cases");
    assertThat(cases).isGreaterThan(60);
  }

  private interface Case {
    void run(CommitFiles files, Path store, int call) throws IOException;
  }

  /** Runs a case with a fault at its first call, at the second, and so on, as many as it makes. */
  private void each(Trouble trouble, Case step) throws IOException {
    CommitFiles files = WatchedDisk.files(watcher(trouble));
    made = 0;
    for (int call = 0; call <= made; call++) {
      doubtful.clear();
      step.run(files, directory.resolve("store-" + cases++), call);
    }
  }

  private void append(CommitFiles files, Path directory, int call, int count, int commits)
      throws IOException {
    try (OffsetStore store = FileOffsetStore.open(directory, files)) {
      fill(store, commits);
      OffsetWriter writer = claim(store, ORDERS, 1);
      OffsetCommit before = writer.latest();

      fail(call, count);
      boolean succeeded = succeeds(() -> commit(writer, 2));
      OffsetCommit seen = seen(directory);
      assertThat(seen.offsets()).isIn(succeeded ? at(2) : at(1), at(2));
      assertThat(writer.latest()).isEqualTo(succeeded ? seen : before);
      heal();

      commit(writer, 3);
      assertThat(writer.latest().sequence()).isEqualTo(seen.sequence() + 1);
      assertThat(store.history(ORDERS)).startsWith(writer.latest(), seen).contains(before);
      assertHealthy(store, directory);
    }
  }

  private void claims(CommitFiles files, Path directory, int call, int count, int commits)
      throws IOException {
    try (OffsetStore store = FileOffsetStore.open(directory, files)) {
      fill(store, commits);
      OffsetWriter old = claim(store, ORDERS, 1);

      fail(call, count);
      boolean succeeded = succeeds(() -> assertThat(claim(store, ORDERS, 2)).isNotNull());
      OffsetCommit seen = seen(directory);
      assertThat(seen.offsets()).isIn(succeeded ? at(2) : at(1), at(2));
      heal();

      OffsetWriter writer = claim(store, ORDERS, 3);
      assertThat(writer.latest().sequence()).isEqualTo(seen.sequence() + 1);
      assertThat(store.history(ORDERS)).startsWith(writer.latest(), seen).contains(old.latest());
      assertThatThrownBy(() -> commit(old, 9))
          .isInstanceOf(StaleWriterException.class)
          .hasMessageContaining("replaced by generation " + writer.latest().generation());
      commit(writer, 4);
      assertHealthy(store, directory);
    }
  }

  private void open(CommitFiles files, Path directory, int call) throws IOException {
    Path nested = directory.resolve("var/offsets");
    fail(call, 1);
    boolean succeeded =
        succeeds(() -> commit(claim(FileOffsetStore.open(nested, files), ORDERS, 1), 2));
    heal();

    try (OffsetStore store = FileOffsetStore.open(nested, files)) {
      assertThat(store.latest(ORDERS).isPresent()).isIn(succeeded, true);
      commit(claim(store, ORDERS, 3), 4);
      assertHealthy(store, nested);
    }
  }

  private void assertHealthy(OffsetStore store, Path directory) throws IOException {
    OffsetCommit latest = store.latest(ORDERS).get();
    OffsetWriter next = claim(store, ORDERS, 5);
    assertThat(next.latest().sequence()).isEqualTo(latest.sequence() + 1);
    assertThat(new LocalFiles().list(directory.toString())).containsExactly(ORDERS.name());
    assertThat(new LocalFiles().list(directory.resolve(ORDERS.name()).toString()))
        .hasSizeLessThanOrEqualTo(20)
        .allMatch(file -> CommitName.parse(file).isPresent());
  }

  private static void fill(OffsetStore store, int commits) {
    OffsetWriter writer = claim(store, ORDERS, 0);
    for (int i = 1; i < commits; i++) {
      commit(writer, 1);
    }
  }

  private static OffsetCommit seen(Path directory) {
    try (OffsetStore healthy = FileOffsetStore.open(directory, WatchedDisk.unforced())) {
      return healthy.latest(ORDERS).get();
    }
  }

  private static boolean succeeds(Runnable step) {
    try {
      step.run();
      return true;
    } catch (OffsetStoreException e) {
      assertThat(e).isExactlyInstanceOf(OffsetStoreException.class);
      return false;
    }
  }

  private WatchedDisk.Watcher watcher(Trouble trouble) {
    return new WatchedDisk.Watcher() {
      @Override
      public void before(SystemCall call) throws IOException {
        calls.add(call);
        if (trouble != Trouble.BROKEN_AFTER_ALL_WAS_DONE) {
          strike(call);
        }
        assertForcedOnlyOnce(call);
      }

      @Override
      public void after(SystemCall call) throws IOException {
        if (trouble == Trouble.BROKEN_AFTER_ALL_WAS_DONE) {
          strike(call);
        }
      }

      private void strike(SystemCall call) throws IOException {
        int number = calls.size() - 1;
        if (number >= from && number < to) {
          try {
            trouble.strike(call);
          } catch (IOException e) {
            if (call.kind() == Kind.FORCE) {
              doubtful.add(call.path());
            }
            throw e;
          }
        }
      }

      @Override
      public int taken(int bytes) {
        boolean all = trouble != Trouble.FULL_IN_THE_MIDDLE_OF_A_WRITE;
        return all ? bytes : Math.max(1, bytes / 2);
      }
    };
  }

  /** A directory that could not be forced is only forced again for the sake of something new. */
  private void assertForcedOnlyOnce(SystemCall call) {
    if (call.kind() == Kind.LINK || call.kind() == Kind.MKDIR) {
      doubtful.remove(call.path().substring(0, call.path().lastIndexOf('/')));
    }
    if (call.kind() == Kind.FORCE && call.path().startsWith(directory.toString())) {
      assertThat(doubtful).as(calls.toString()).doesNotContain(call.path());
    }
  }

  private void fail(int call, int count) {
    calls.clear();
    from = call;
    to = call + count;
  }

  /** From now on nothing fails; so many calls as were made until then can fail. */
  private void heal() {
    from = Integer.MAX_VALUE;
    made = calls.size();
  }
}
