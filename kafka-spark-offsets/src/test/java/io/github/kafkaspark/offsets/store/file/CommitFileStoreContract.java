package io.github.kafkaspark.offsets.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.store.DurableStoreContract;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store gives besides that keeps each commit as a file {@code <generation>.<number>}. */
public abstract class CommitFileStoreContract extends DurableStoreContract {

  /** The names of all files that the newest {@code newStore()} has of a stream. */
  protected abstract List<String> files(StreamId stream) throws IOException;

  /** The bytes of one of the files. */
  protected abstract byte[] read(StreamId stream, String file) throws IOException;

  /** Replaces or creates one of the files. */
  protected abstract void write(StreamId stream, String file, byte[] bytes) throws IOException;

  @Test
  void hasOneFileForEachCommitAndNoOther() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    commit(claim(ORDERS, 1), 2);

    assertThat(files(ORDERS)).containsExactlyInAnyOrder("1.0", "1.1", "2.0", "2.1");
  }

  @ParameterizedTest
  @EnumSource
  void leavesNoTemporaryFileAfterAFault(Moment moment) throws IOException {
    Fault fault = new Fault();
    OffsetStore failing = reopen(fault);
    OffsetWriter writer = claim(failing, ORDERS, 0);
    fault.arm(moment);
    appendOrFail(writer, 1);
    fault.arm(moment);
    try {
      assertThat(claim(failing, ORDERS, 2)).isNotNull();
    } catch (OffsetStoreException e) {
      assertThat(e).hasMessageContaining("'orders'");
    }

    assertThat(files(ORDERS)).allMatch(file -> CommitName.parse(file).isPresent());
  }

  @Test
  void aClaimSweepsWhatOlderWritersLeft() throws IOException {
    commit(claim(ORDERS, 0), 1);
    String older = CommitName.of(1, 2).temporary();
    String same = CommitName.of(2, 0).temporary();
    String newer = CommitName.of(7, 0).temporary();
    write(ORDERS, older, new byte[] {1});
    write(ORDERS, same, new byte[] {1});
    write(ORDERS, newer, new byte[] {1});

    assertThat(claim(ORDERS, 1).latest().generation()).isEqualTo(2);

    assertThat(files(ORDERS)).containsExactlyInAnyOrder("1.0", "1.1", "2.0", newer);
  }

  @Test
  void keepsTheNewestTwentyOverAllClaims() throws IOException {
    for (int generation = 1; generation <= 12; generation++) {
      OffsetWriter writer = claim(ORDERS, 0);
      commit(writer, 1);
      commit(writer, 2);
      assertThat(files(ORDERS)).hasSize(Math.min(20, 3 * generation));
      assertThat(store.history(ORDERS)).hasSize(Math.min(20, 3 * generation));
      assertThat(store.latest(ORDERS)).contains(writer.latest());
    }
  }

  @Test
  void claimsWithoutACommitArePrunedToo() throws IOException {
    for (int generation = 1; generation <= 30; generation++) {
      assertThat(claim(ORDERS, 0).latest().generation()).isEqualTo(generation);
    }
    assertThat(files(ORDERS)).hasSize(20).contains("30.0", "11.0");
  }

  @Test
  void theOneBeforeServesIfTheNewestIsDamaged() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    OffsetCommit before = writer.latest();
    commit(writer, 2);

    write(ORDERS, "1.2", new byte[] {1, 2, 3});

    assertThat(store.latest(ORDERS)).contains(before);
    assertThat(store.history(ORDERS)).hasSize(2).first().isEqualTo(before);
    commit(writer, 3);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThat(claim(ORDERS, 3).latest().sequence()).isEqualTo(5);
  }

  @Test
  void theOneBeforeServesIfTheStartOfTheNewestGenerationIsDamaged() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    OffsetWriter owner = claim(ORDERS, 1);

    write(ORDERS, "2.0", new byte[0]);

    assertThat(store.latest(ORDERS)).contains(writer.latest());
    commit(owner, 2);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
    assertThat(claim(ORDERS, 2).latest().generation()).isEqualTo(3);
  }

  @Test
  void isNeverEmptyIfAllIsDamaged() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    write(ORDERS, "1.0", "{}".getBytes(UTF_8));

    String message = "Cannot read offsets of 'orders' in .*: every commit is damaged, .*1\\.0=.*";
    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageMatching(message);
    assertThatThrownBy(() -> store.history(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageMatching(message);
    assertThatThrownBy(() -> claim(ORDERS, 5))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageMatching(message);
    assertThat(store.streams()).containsExactly(ORDERS);
    assertThat(files(ORDERS)).containsExactly("1.0");
    commit(writer, 1);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "2.0", "3.17"})
  void refusesANewerFormatThoughOlderCommitsAreFine(String file) throws IOException {
    commit(claim(ORDERS, 0), 1);
    write(ORDERS, file, CommitFormat.write(2, "{\"not\":\"for us\"}"));

    for (StoreCall call :
        Arrays.<StoreCall>asList(
            store -> store.latest(ORDERS),
            store -> store.history(ORDERS),
            store -> claim(store, ORDERS, 0))) {
      assertThatThrownBy(() -> call.on(store))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageStartingWith("Cannot read offsets from ")
          .hasMessageEndingWith(
              "orders/%s: it was written by a newer kafka-spark, in format 2, and this one reads "
                  + "up to format 1; use the newer version for this job",
              file);
    }
    assertThat(files(ORDERS)).doesNotContain("3.0", "4.0");
  }

  @Test
  void aCommitInAnotherPlaceIsDamaged() throws IOException {
    StreamId other = StreamId.of("other");
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    commit(claim(other, 8), 9);

    write(ORDERS, "1.3", read(ORDERS, "1.1"));
    write(ORDERS, "2.1", read(ORDERS, "1.1"));
    write(ORDERS, "1.2", read(other, "1.1"));

    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThat(store.history(ORDERS)).hasSize(2);
  }

  @Test
  void theOneBeforeServesWhereverAFileIsCutOrABitFlipped() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    OffsetCommit before = writer.latest();
    byte[] first = read(ORDERS, "1.0");
    OffsetCommit newest = writer.append(NewCommit.batch(offsetsOf(100), provenance()));
    byte[] whole = read(ORDERS, "1.1");
    Random random = Faults.random("damaged commits, " + getClass().getSimpleName());

    for (int i = 0; i < 100; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      if (i % 2 == 0) {
        damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
      }
      write(ORDERS, "1.1", damaged);
      assertThat(store.latest(ORDERS)).contains(before);
      if (i % 10 == 0) {
        write(ORDERS, "1.0", Arrays.copyOf(first, random.nextInt(first.length)));
        assertThatThrownBy(() -> store.latest(ORDERS))
            .isExactlyInstanceOf(OffsetStoreException.class)
            .hasMessageContaining("every commit is damaged");
        write(ORDERS, "1.0", first);
      }
    }
    write(ORDERS, "1.1", whole);
    assertThat(store.latest(ORDERS)).contains(newest);
  }

  @Test
  void aFileLongerThanAnyCommitIsDamagedAndNotReadAsAWhole() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    write(ORDERS, "1.1", new byte[CommitFormat.MAX_BYTES + 2]);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void aReplacedWritersLastCommitIsSeenByNoReader() throws IOException {
    OffsetWriter zombie = claim(ORDERS, 0);
    OffsetWriter owner = claim(ORDERS, 1);
    commit(owner, 2);
    List<OffsetCommit> before = store.history(ORDERS);

    // As if the zombie had died right after the one step of its commit.
    CommitName name = CommitName.of(1, 1);
    OffsetCommit late = zombie.latest().next(NewCommit.batch(at(99), provenance()));
    write(ORDERS, name.toString(), CommitFile.of(name, late).bytes());

    assertThat(store.history(ORDERS)).isEqualTo(before);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
  }

  @Test
  void filesOfOthersDoNotMatter() throws IOException {
    commit(claim(ORDERS, 0), 1);
    List<OffsetCommit> before = store.history(ORDERS);
    for (String file : Arrays.asList("01.0", "9.00", "9.", ".9", "9", "9.0~", "0.5", "a.b")) {
      write(ORDERS, file, new byte[] {1});
    }
    write(ORDERS, "9999999999999999999.0", new byte[] {1});

    assertThat(store.history(ORDERS)).isEqualTo(before);
    assertThat(claim(ORDERS, 1).latest().generation()).isEqualTo(2);
  }
}
