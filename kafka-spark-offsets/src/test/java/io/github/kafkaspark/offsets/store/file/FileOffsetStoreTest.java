package io.github.kafkaspark.offsets.store.file;

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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileOffsetStoreTest extends DamagedFileStoreContract {

  @TempDir Path directory;

  @Override
  protected OffsetStore newStore() {
    return OffsetStores.file(directory);
  }

  @Override
  protected OffsetStore open(Fault fault) {
    return FileOffsetStore.open(
        directory,
        new FaultyFiles(
            (moment, operation) -> {
              if (operation.equals("publish")) {
                fault.at(moment);
              }
            }));
  }

  @Override
  protected Opener elsewhere() {
    String path = directory.toString();
    return () -> OffsetStores.file(Paths.get(path));
  }

  @Override
  protected List<String> files(StreamId stream) throws IOException {
    return new LocalFiles().list(path(stream).toString());
  }

  @Override
  protected byte[] read(StreamId stream, String file) throws IOException {
    return Files.readAllBytes(path(stream).resolve(file));
  }

  @Override
  protected void write(StreamId stream, String file, byte[] bytes) throws IOException {
    Files.write(path(stream).resolve(file), bytes);
  }

  @Override
  protected void makeDirectory(StreamId stream, String file) throws IOException {
    Files.createDirectory(path(stream).resolve(file));
  }

  private Path path(StreamId stream) {
    return directory.resolve(stream.name());
  }

  @Test
  void refusesALocationInPlaceOfAPath() {
    assertThatThrownBy(() -> FileOffsetStore.open(Paths.get("file:/var/lib/offsets")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid directory: 'file:/var/lib/offsets' (expected a path, and this is a location, "
                + "which OffsetStores.at takes)");
  }

  @Test
  void saysWhereItIs() {
    String location = directory.toUri().toString();
    assertThat(store).hasToString("offset store " + location);
    assertThat(claim(ORDERS, 0).toString())
        .startsWith("writer of 'orders' (generation 1, sequence 1) in ")
        .contains(path(ORDERS).toString());
    assertThat(store.boundToHost()).contains(location);
    store.close();
    assertThatThrownBy(() -> store.streams())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot use the offset store " + location + ": it is closed");
  }

  @Test
  void aCommitOnAnInterruptedThreadBlamesTheInterruptAndCanBeRepeated() {
    OffsetWriter writer = claim(ORDERS, 0);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> commit(writer, 1))
          .isInstanceOf(OffsetStoreException.class)
          .hasMessageContaining("clear its interrupt flag");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      boolean unused = Thread.interrupted();
    }
    commit(writer, 1);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThat(writer.latest().offsets()).isEqualTo(at(1));
  }

  @Test
  void namesAStreamsDirectoryAlikeInEveryLocale() throws IOException {
    assertThat(claim(StreamId.of("订单 1.a"), 0)).isNotNull();
    assertThat(new LocalFiles().list(directory.toString()))
        .containsExactly("%E8%AE%A2%E5%8D%95%201.a");
  }

  @Test
  void refusesANameTooLongForADirectory() {
    StreamId stream = StreamId.of("订单订单订单订单订单订单订单订单订单订单订单订单订单订单订单");
    assertThatThrownBy(() -> claim(stream, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid stream id: '"
                + stream
                + "' (expected at most 255 bytes as the name of a directory, found 270, since each "
                + "byte of a character other than A-Z, a-z, 0-9, _, - and dot takes three; choose a "
                + "shorter id for a store of files)");
    assertThat(store.streams()).isEmpty();
  }

  @Test
  void listsOnlyStreamsThatHaveACommit() throws IOException {
    assertThat(claim(ORDERS, 0)).isNotNull();
    Files.createDirectory(directory.resolve("claimed-by-nobody"));
    Files.createDirectory(directory.resolve("lost+found"));
    Files.createDirectory(directory.resolve("%zz"));
    Files.write(directory.resolve("README"), new byte[0]);

    assertThat(store.streams()).containsExactly(ORDERS);
  }

  @Test
  void twoIdsThatMeetInOneDirectoryAreFound() throws IOException {
    assertThat(claim(StreamId.of("ORDERS"), 7)).isNotNull();
    // As on a file system that does not tell upper case from lower case.
    Files.move(directory.resolve("ORDERS"), directory.resolve("orders"));

    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot read offsets of 'orders' in %s: every commit is damaged, {1.0=it is commit 1.0 "
                + "of the stream 'ORDERS'}; restore one of them, or delete the "
                + "directory to start from the fallback",
            path(ORDERS));
  }

  @Test
  void aStoreWhoseDirectoryIsGoneIsNotEmpty() throws IOException {
    Files.delete(directory);
    String wayOut =
        "see that the disk is there, has space, and that this process may read and write it";

    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot read offsets of 'orders' in %s: java.nio.file.NoSuchFileException: %s; %s",
            path(ORDERS), path(ORDERS), wayOut);
    assertThatThrownBy(() -> store.streams())
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot list the streams in %s: java.nio.file.NoSuchFileException: %s; %s",
            directory, directory, wayOut);
    assertThatThrownBy(() -> claim(ORDERS, 0))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot claim 'orders' in %s: java.nio.file.NoSuchFileException: %s; %s, then claim again",
            path(ORDERS), path(ORDERS), wayOut);
    Files.createDirectory(directory);
  }

  @Test
  void warnsOnceOfADamagedCommitAndNamesWhatServes() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    assertThat(claim(ORDERS, 1)).isNotNull();
    write(ORDERS, "2.0", new byte[0]);
    TestLog log = TestLog.sinceNow();

    assertThat(store.latest(ORDERS)).contains(writer.latest());

    assertThat(log.warnings("Damaged commits"))
        .singleElement()
        .asString()
        .endsWith(
            "Damaged commits of 'orders' in "
                + path(ORDERS)
                + " are left out: {2.0=no header in its 0 bytes}; the newest that serves is 1.0");
  }

  @Test
  void aCommitThatCannotBeReadIsNotSkipped() throws IOException {
    commit(claim(ORDERS, 0), 1);
    Path circle = path(ORDERS).resolve("1.2");
    Files.createSymbolicLink(circle, circle);

    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageContaining("Too many levels of symbolic links")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aFilePrunedBetweenListAndReadIsNoFailure() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    List<String> listed = new ArrayList<>();
    OffsetStore slow =
        FileOffsetStore.open(
            directory,
            new FaultyFiles((moment, operation) -> {}) {
              @Override
              public byte[] read(String file) throws IOException {
                if (listed.isEmpty()) {
                  for (int i = 2; i <= 30; i++) {
                    commit(writer, i);
                  }
                }
                listed.add(file);
                return super.read(file);
              }
            });

    assertThat(slow.latest(ORDERS)).contains(writer.latest());
    assertThat(listed).containsExactly(path(ORDERS) + "/1.1", path(ORDERS) + "/1.30");
  }

  @Test
  void givesUpOnAFileThatIsListedForEverAndNeverThere() throws IOException {
    commit(claim(ORDERS, 0), 1);
    Files.createSymbolicLink(path(ORDERS).resolve("1.2"), directory.resolve("nowhere"));

    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageContaining("java.nio.file.NoSuchFileException: " + path(ORDERS) + "/1.2");
  }

  /** A store that does something else in the first operation of this kind after it is armed. */
  private OffsetStore interrupted(AtomicBoolean armed, Moment at, String operation, Runnable by) {
    return FileOffsetStore.open(
        directory,
        new FaultyFiles(
            (moment, now) -> {
              if (moment == at && now.equals(operation) && armed.compareAndSet(true, false)) {
                by.run();
              }
            }));
  }

  @Test
  void theNameOfAClaimThatLostIsNotGivenAgain() {
    assertThat(claim(ORDERS, 0)).isNotNull();
    AtomicBoolean overtaken = new AtomicBoolean();
    AtomicBoolean late = new AtomicBoolean();
    OffsetStore slow =
        interrupted(
            overtaken, Moment.AFTER, "publish", () -> assertThat(claim(ORDERS, 30)).isNotNull());
    OffsetStore paused =
        interrupted(
            late,
            Moment.BEFORE,
            "publish",
            () -> {
              overtaken.set(true);
              assertThat(claim(slow, ORDERS, 20).latest().generation()).isEqualTo(4);
            });
    late.set(true);

    assertThat(claim(paused, ORDERS, 99).latest().generation()).isEqualTo(5);

    assertThat(store.history(ORDERS))
        .extracting(OffsetCommit::generation)
        .containsExactly(5L, 4L, 3L, 2L, 1L);
    assertThat(store.history(ORDERS).get(3).offsets()).isEqualTo(at(20));
  }

  @Test
  void aReaderIsNotGivenAStartWhoseNameWasPrunedAndGivenAgain(@TempDir Path elsewhere)
      throws IOException {
    try (OffsetStore other = OffsetStores.file(elsewhere)) {
      assertThat(claim(other, ORDERS, 99)).isNotNull();
    }
    assertThat(claim(ORDERS, 0)).isNotNull();
    AtomicBoolean armed = new AtomicBoolean();
    OffsetStore slow =
        interrupted(
            armed,
            Moment.AFTER,
            "list",
            () -> {
              for (int i = 1; i <= 30; i++) {
                assertThat(claim(ORDERS, i)).isNotNull();
              }
              assertThat(path(ORDERS).resolve("1.0")).doesNotExist();
              copy(elsewhere.resolve(ORDERS.name()).resolve("1.0"), path(ORDERS).resolve("1.0"));
            });
    armed.set(true);

    assertThat(slow.latest(ORDERS).get().offsets()).isEqualTo(at(30));
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"write", "publish"})
  void aClaimPausedUntilItsNameWasPrunedStartsOver(String pausedAt) {
    assertThat(claim(ORDERS, 0)).isNotNull();
    AtomicBoolean armed = new AtomicBoolean();
    OffsetStore paused =
        FileOffsetStore.open(
            directory,
            new FaultyFiles(
                (moment, operation) -> {
                  if (operation.equals(pausedAt) && armed.compareAndSet(true, false)) {
                    for (int i = 0; i < 30; i++) {
                      commit(claim(ORDERS, i), i);
                    }
                  }
                }));
    armed.set(true);

    OffsetWriter writer = claim(paused, ORDERS, 100);

    assertThat(writer.latest().generation()).isEqualTo(32);
    assertThat(writer.latest().sequence()).isEqualTo(62);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThat(path(ORDERS).resolve("2.0")).doesNotExist();
  }
}
