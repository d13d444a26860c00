package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.DurableStoreContract.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Makes each file operation of a claim and of an append fail, one after the other. */
class FileOffsetStoreFaultTest {

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

  @ParameterizedTest
  @CsvSource({"BEFORE,1", "AFTER,1", "BEFORE,2", "AFTER,2", "BEFORE,1000", "AFTER,1000"})
  void anAppendSurvivesAFaultOfEachOperation(Moment when, int count) throws IOException {
    for (int operation = 0; operation <= operations.size(); operation++) {
      StreamId stream = StreamId.of("stream-" + operation);
      OffsetWriter writer = claim(store, stream, 0);
      commit(writer, 1);
      OffsetCommit before = writer.latest();

      fail(when, operation, count);
      boolean succeeded = appends(writer);
      OffsetCommit seen = healthy.latest(stream).get();
      heal();

      assertThat(seen.offsets()).isIn(succeeded ? at(2) : at(1), at(2));
      assertThat(writer.latest()).isEqualTo(succeeded ? seen : before);
      commit(writer, 3);
      assertThat(writer.latest().sequence()).isEqualTo(seen.sequence() + 1);
      assertThat(healthy.history(stream)).startsWith(writer.latest(), seen).contains(before);
      assertThat(claim(healthy, stream, 3).latest().generation()).isEqualTo(2);
      assertOnlyCommits(stream);
    }
    assertThat(operations).contains("write", "publish", "forceDirectory", "delete", "list");
  }

  @ParameterizedTest
  @CsvSource({"BEFORE,1", "AFTER,1", "BEFORE,2", "AFTER,2", "BEFORE,1000", "AFTER,1000"})
  void aClaimSurvivesAFaultOfEachOperation(Moment when, int count) throws IOException {
    for (int operation = 0; operation <= operations.size(); operation++) {
      StreamId stream = StreamId.of("stream-" + operation);
      OffsetWriter old = claim(healthy, stream, 0);
      commit(old, 1);

      fail(when, operation, count);
      boolean succeeded = claims(stream);
      OffsetCommit seen = healthy.latest(stream).get();
      heal();

      assertThat(seen.offsets()).isIn(succeeded ? at(2) : at(1), at(2));
      OffsetWriter writer = claim(store, stream, 3);
      assertThat(writer.latest().sequence()).isEqualTo(seen.sequence() + 1);
      assertThat(healthy.history(stream)).startsWith(writer.latest(), seen).contains(old.latest());
      assertThatThrownBy(() -> commit(old, 9))
          .isInstanceOf(StaleWriterException.class)
          .hasMessageContaining("replaced by generation " + writer.latest().generation());
      commit(writer, 4);
      assertThat(healthy.latest(stream)).contains(writer.latest());
      assertThat(claim(healthy, stream, 4).latest().offsets()).isEqualTo(at(4));
      assertOnlyCommits(stream);
    }
    assertThat(operations)
        .contains("createDirectory", "write", "publish", "forceDirectory", "list");
  }

  @Test
  void forcesTheDirectoriesThatItCreates() {
    watch();
    FileOffsetStore.open(directory.resolve("a/b"), new FaultyFiles(this::strike)).close();
    assertThat(operations)
        .containsExactly(
            "createDirectory",
            "createDirectory",
            "write",
            "publish",
            "delete",
            "delete",
            "forceDirectory",
            "forceDirectory");
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
  void forcesTheDirectoryAgainWhenTheOutcomeWasOpen() {
    OffsetWriter writer = claim(store, ORDERS, 0);
    fail(Moment.AFTER, 1, 1);
    assertThat(appends(writer)).isTrue();
    assertThat(operations)
        .containsExactly("write", "publish", "delete", "read", "forceDirectory", "list");
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
                + "BEFORE; nothing was committed, append again",
            directory)
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
                + "java.io.IOException: read failed AFTER; append again, which looks first",
            directory)
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("publish failed AFTER"));
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
                + "BEFORE; see that the disk is there, has space, and that this process may write "
                + "it, then claim again",
            directory)
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
