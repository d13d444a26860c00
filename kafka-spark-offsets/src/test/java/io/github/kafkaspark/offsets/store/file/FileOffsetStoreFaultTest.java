package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.TestLog;
import io.github.kafkaspark.offsets.store.DurableStoreContract.Moment;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done, and said, when a file operation of a claim or of an append fails. */
class FileOffsetStoreFaultTest {

  private static final String WAY_OUT =
      "see that the disk is there, has space, and that this process may read and write it";

  @TempDir Path directory;
  private OffsetStore healthy;
  private OffsetStore store;

  /** The operations since the fault was set. */
  private final List<String> operations = new ArrayList<>();

  private Moment moment = Moment.BEFORE;
  private int from = Integer.MAX_VALUE;
  private int to = Integer.MAX_VALUE;

  @BeforeEach
  void openStores() {
    healthy = OffsetStores.file(directory);
    store = FileOffsetStore.open(directory, new FaultyFiles(this::strike));
  }

  @AfterEach
  void closeStores() {
    healthy.close();
    store.close();
  }

  @Test
  void forcesTheDirectoriesThatItCreates() {
    watch();
    FileOffsetStore.open(directory.resolve("a/b"), new FaultyFiles(this::strike)).close();
    assertThat(operations)
        .containsExactly(
            "forceDirectory", // Of the directory that is there, whoever has created it.
            "createDirectory",
            "forceDirectory",
            "createDirectory",
            "forceDirectory",
            "write",
            "publish",
            "delete",
            "delete",
            "list");
  }

  @Test
  void forcesTheStreamsDirectoryBeforeAnythingIsInIt() {
    for (int i = 0; i < 2; i++) {
      watch();
      assertThat(claims(ORDERS)).isTrue();
      assertThat(operations.subList(0, 2)).containsExactly("createDirectory", "forceDirectory");
      assertThat(operations).containsSubsequence("write", "publish", "forceDirectory", "delete");
    }
  }

  @Test
  void looksWhetherTheNameIsThereAfterAFailure() {
    OffsetWriter writer = claim(store, ORDERS, 0);
    fail(Moment.AFTER, 1, 1);
    assertThat(appends(writer)).isTrue();
    assertThat(operations)
        .containsExactly("write", "publish", "read", "forceDirectory", "delete", "list");
  }

  @Test
  void aDirectoryThatCouldNotBeForcedIsForcedForTheNextCommitOnly() {
    OffsetWriter writer = claim(store, ORDERS, 0);
    fail(Moment.BEFORE, 2, 1);
    assertThat(appends(writer)).isFalse();
    assertThat(operations).containsExactly("write", "publish", "forceDirectory", "delete", "read");

    watch();
    commit(writer, 3);
    assertThat(operations)
        .containsExactly("read", "list", "write", "publish", "forceDirectory", "delete", "list");
    assertThat(healthy.history(ORDERS))
        .extracting(OffsetCommit::offsets)
        .containsExactly(at(3), at(2), at(0));
  }

  @Test
  void aFailedTryIsNeverWrittenToTheSameFileAgain() {
    List<String> written = new ArrayList<>();
    OffsetStore recording =
        FileOffsetStore.open(
            directory,
            new FaultyFiles(this::strike) {
              @Override
              public void write(String file, byte[] bytes) throws IOException {
                written.add(file);
                super.write(file, bytes);
              }
            });
    OffsetWriter writer = claim(recording, ORDERS, 0);
    written.clear();

    for (int i = 0; i < 5; i++) {
      fail(Moment.AFTER, 0, 1);
      assertThat(appends(writer)).isFalse();
    }

    assertThat(written).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void saysThatNothingWasCommitted() {
    OffsetWriter writer = claim(store, ORDERS, 0);
    fail(Moment.BEFORE, 0, 1);

    assertThatThrownBy(() -> commit(writer, 2))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot commit offsets of 'orders' to %s/orders: java.io.IOException: write failed "
                + "BEFORE; nothing was committed; %s, then append again",
            directory, WAY_OUT)
        .hasCauseExactlyInstanceOf(IOException.class);
  }

  @Test
  void saysThatTheOutcomeIsOpen() {
    OffsetWriter writer = claim(store, ORDERS, 0);
    fail(Moment.AFTER, 1, 1000);

    assertThatThrownBy(() -> commit(writer, 2))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot find out whether offsets of 'orders' were committed to %s/orders: "
                + "java.io.IOException: publish failed AFTER; %s, then append again, which looks "
                + "first",
            directory, WAY_OUT)
        .satisfies(
            e ->
                assertThat(e.getCause().getSuppressed())
                    .extracting(Throwable::getMessage)
                    .contains("read failed AFTER"));
    assertThat(appends(writer)).isFalse();
    heal();
    commit(writer, 3);
    assertThat(healthy.history(ORDERS))
        .extracting(OffsetCommit::offsets)
        .containsExactly(at(3), at(2), at(0));
  }

  @Test
  void saysWhyAClaimFailed() {
    fail(Moment.BEFORE, 0, 1);

    assertThatThrownBy(() -> claim(store, ORDERS, 2))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot claim 'orders' in %s/orders: java.io.IOException: createDirectory failed "
                + "BEFORE; %s, then claim again",
            directory, WAY_OUT)
        .hasCauseExactlyInstanceOf(IOException.class);
  }

  @Test
  void anInterruptedThreadKeepsItsFlagAndMayCommitLater() throws IOException {
    OffsetWriter writer = claim(store, ORDERS, 0);

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> commit(writer, 2))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageContaining("ClosedByInterruptException");
    assertThat(Thread.interrupted()).isTrue();

    commit(writer, 3);
    assertThat(healthy.latest(ORDERS)).contains(writer.latest());
    assertThat(writer.latest().sequence()).isEqualTo(2);
    assertOnlyCommits(ORDERS);
  }

  @Test
  void warnsOfAFailureThatTheCommitSurvived() {
    OffsetWriter writer = claim(store, ORDERS, 0);
    TestLog log = TestLog.sinceNow();
    fail(Moment.AFTER, 1, 1);

    commit(writer, 2);

    assertThat(log.warnings("in spite of a failure"))
        .singleElement()
        .asString()
        .contains("Committed 1.1 in " + directory + "/orders in spite of a failure");
  }

  @Test
  void aFailedPruneNeverFailsTheAppend() {
    OffsetWriter writer = claim(store, ORDERS, 0);
    for (int i = 1; i < 20; i++) {
      commit(writer, i);
    }
    TestLog log = TestLog.sinceNow();
    fail(Moment.BEFORE, 5, 1);
    commit(writer, 20);

    assertThat(operations)
        .containsExactly("write", "publish", "forceDirectory", "delete", "list", "delete");
    assertThat(log.warnings("Could not delete"))
        .singleElement()
        .asString()
        .contains("orders/1.0; it takes space and does no other harm");
    commit(writer, 21);
    assertThat(directory.resolve("orders").toFile().list()).hasSize(20);
  }

  private boolean appends(OffsetWriter writer) {
    try {
      commit(writer, 2);
      return true;
    } catch (OffsetStoreException e) {
      return false;
    }
  }

  private boolean claims(StreamId stream) {
    try {
      return claim(store, stream, 2) != null;
    } catch (OffsetStoreException e) {
      return false;
    }
  }

  private void assertOnlyCommits(StreamId stream) throws IOException {
    assertThat(new LocalFiles().list(directory.resolve(stream.name()).toString()))
        .allMatch(file -> CommitName.parse(file).isPresent());
  }

  private void fail(Moment when, int operation, int count) {
    operations.clear();
    moment = when;
    from = operation;
    to = operation + count;
  }

  /** From now on nothing fails, but all is counted. */
  private void watch() {
    fail(Moment.BEFORE, Integer.MAX_VALUE - 1, 1);
  }

  /** From now on nothing fails, nor is it counted. */
  private void heal() {
    from = Integer.MAX_VALUE;
  }

  private void strike(Moment now, String operation) throws IOException {
    if (from == Integer.MAX_VALUE) {
      return;
    }
    if (now == Moment.BEFORE) {
      operations.add(operation);
    }
    int number = operations.size() - 1;
    if (now == moment && number >= from && number < to) {
      throw new IOException(operation + " failed " + now);
    }
  }
}
