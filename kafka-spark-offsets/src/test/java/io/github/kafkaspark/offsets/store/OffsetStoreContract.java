package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link OffsetStore} gives. The test of a store extends it, or {@link
 * DurableStoreContract} if the store's commits survive the process.
 *
 * <p>The report of such a test shows which parts of the contract it has not run: each is a skipped
 * case with a reason.
 */
public abstract class OffsetStoreContract extends ForgottenStreamsContract {

  @Test
  void hasRunWhatDurableStoresGiveToo() {
    assumeTrue(
        this instanceof DurableStoreContract,
        () ->
            getClass().getSimpleName()
                + " has not run what the contract has of several stores of the same data, several "
                + "processes and faults: extend DurableStoreContract if the store's commits "
                + "survive the process");
  }

  @Test
  void theNewestClaimWinsAtOnceThoughTheOldWriterNeverCloses() {
    commit(claim(ORDERS, 0), 10);

    OffsetWriter owner = claim(ORDERS, 4);

    assertThat(store.latest(ORDERS)).contains(owner.latest());
    assertThat(owner.latest().offsets()).isEqualTo(at(4));
    commit(owner, 5);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aReplacedWriterChangesNothingThatAReaderSees(int commitsOfTheOwner) {
    OffsetWriter zombie = claim(ORDERS, 0);
    commit(zombie, 10);
    OffsetWriter owner = claim(ORDERS, 10);
    for (int i = 1; i <= commitsOfTheOwner; i++) {
      commit(owner, 10 + i);
    }
    List<OffsetCommit> before = store.history(ORDERS);

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> commit(zombie, 99))
          .isInstanceOf(StaleWriterException.class)
          .hasMessage(
              "Cannot commit offsets of 'orders': generation 1 was replaced by generation 2; "
                  + "another driver has claimed the stream, stop this query");
      assertThat(store.history(ORDERS)).isEqualTo(before);
      assertThat(store.latest(ORDERS)).contains(owner.latest());
    }
    assertThat(zombie.latest().offsets()).isEqualTo(at(10));
    commit(owner, 20);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
  }

  @Test
  void aClaimOfOneStreamLeavesTheWriterOfAnotherAlone() {
    OffsetWriter writer = claim(ORDERS, 1);
    OffsetWriter replaced = claim(StreamId.of("other"), 1);
    commit(claim(StreamId.of("other"), 2), 3);
    replaced.close();

    commit(writer, 2);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThat(writer.latest().generation()).isEqualTo(1);
  }

  @Test
  void concurrentClaimsAllSucceedAndOnlyTheNewestMayAppend() throws Exception {
    needs(Promise.ORDERS_CLAIMS);
    List<OffsetWriter> writers = together(() -> claim(ORDERS, 0));

    assertThat(writers).extracting(writer -> writer.latest().generation()).doesNotHaveDuplicates();
    assertThat(writers).extracting(writer -> writer.latest().sequence()).doesNotHaveDuplicates();
    long newest =
        writers.stream().mapToLong(writer -> writer.latest().generation()).max().getAsLong();
    for (OffsetWriter writer : writers) {
      if (writer.latest().generation() == newest) {
        commit(writer, 1);
        assertThat(store.latest(ORDERS)).contains(writer.latest());
      } else {
        assertThatThrownBy(() -> commit(writer, 2))
            .isInstanceOf(StaleWriterException.class)
            .hasMessageContaining("was replaced by generation " + newest);
      }
    }
    assertThat(store.latest(ORDERS).get().offsets()).isEqualTo(at(1));
  }

  @Test
  void aReaderNeverSeesTheStreamGoBackOrVanish() throws Exception {
    OffsetWriter first = claim(ORDERS, 0);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<?> writing =
          executor.submit(
              () -> {
                OffsetWriter writer = first;
                for (int i = 1; i <= 100; i++) {
                  commit(writer, i);
                  writer = i % 10 == 0 ? claim(ORDERS, i) : writer;
                }
              });
      long sequence = 1;
      while (!writing.isDone()) {
        OffsetCommit latest = store.latest(ORDERS).get();
        assertThat(latest.sequence()).isGreaterThanOrEqualTo(sequence);
        assertThat(store.history(ORDERS).get(0).sequence())
            .isGreaterThanOrEqualTo(latest.sequence());
        sequence = latest.sequence();
      }
      assertThat(writing.get()).isNull();
    } finally {
      executor.shutdownNow();
    }
  }
}
