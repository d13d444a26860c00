package io.github.kafkaspark.offsets.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.store.DurableStoreContract;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store gives besides that keeps each commit as a file {@code <generation>.<number>}. */
abstract class CommitFileStoreContract extends DurableStoreContract {

  /** The names of all files that the newest {@code newStore()} has of a stream. */
  protected abstract List<String> files(StreamId stream) throws IOException;

  /** The bytes of one of the files. */
  protected abstract byte[] read(StreamId stream, String file) throws IOException;

  /** Replaces or creates one of the files. */
  protected abstract void write(StreamId stream, String file, byte[] bytes) throws IOException;

  /** Makes a directory in place of one of the files. */
  protected abstract void makeDirectory(StreamId stream, String file) throws IOException;

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

    assertThat(files(ORDERS)).isNotEmpty().allMatch(file -> CommitName.parse(file).isPresent());
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
