package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several stores of the same data, each with a claim and a view of its own. */
public abstract class SharedStoreContract extends OffsetStoreContract {

  private final List<OffsetStore> opened = new ArrayList<>();

  /** Opens a store, here or in another process, which gets it serialised. */
  public interface Opener extends Serializable {

    /** One more store, which the caller closes. */
    OffsetStore open();
  }

  /**
   * How others open the data of the newest {@code newStore()}, in this process and in another: a
   * lambda that refers to nothing but serialisable local variables.
   */
  protected abstract Opener elsewhere();

  /** One more store of the same data, in this process. */
  protected OffsetStore another() {
    return elsewhere().open();
  }

  /** One more store of the same data, in this process; the contract closes it. */
  protected final OffsetStore reopen() {
    return closedByTheContract(another());
  }

  /** Closes the store after the case. */
  final OffsetStore closedByTheContract(OffsetStore store) {
    opened.add(store);
    return store;
  }

  @AfterEach
  void closeWhatWasOpened() {
    opened.forEach(OffsetStore::close);
  }

  @Test
  void aForgottenStreamStaysForgottenInEachStoreAndSoDoesItsZombie() {
    OffsetWriter zombie = claim(reopen(), ORDERS, 0);
    commit(zombie, 10);
    forget(store, ORDERS).close();
    store.close();

    OffsetStore next = reopen();
    assertForgotten(next);
    assertStreams(next);
    assertThatThrownBy(() -> commit(zombie, 99)).isInstanceOf(StaleWriterException.class);
    assertForgotten(next);
    assertThat(claim(next, ORDERS, 3).latest().generation()).isEqualTo(3);
  }

  @Test
  void survivesTheEndOfTheStore() {
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    List<OffsetCommit> history = store.history(ORDERS);
    store.close();

    OffsetStore next = reopen();
    assertThat(next.latest(ORDERS)).contains(writer.latest());
    assertThat(next.history(ORDERS)).isEqualTo(history);
    assertStreams(next, ORDERS);
    assertThat(claim(next, ORDERS, 1).latest().sequence()).isEqualTo(3);
  }

  @Test
  void closingOneStoreLeavesAnotherAlone() {
    OffsetStore other = reopen();
    OffsetWriter writer = claim(ORDERS, 0);
    other.close();
    other.close();

    commit(writer, 1);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void anotherStoreSeesEveryCommitAtOnce() {
    OffsetStore other = reopen();
    OffsetWriter writer = claim(ORDERS, 0);
    assertThat(other.latest(ORDERS)).contains(writer.latest());
    commit(writer, 1);
    assertThat(other.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void aClaimInAnotherStoreReplacesTheWriter() {
    OffsetWriter zombie = claim(ORDERS, 0);
    OffsetWriter owner = claim(reopen(), ORDERS, 5);

    assertThatThrownBy(() -> commit(zombie, 1))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
    commit(owner, 6);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
  }

  @Test
  void concurrentClaimsOfManyStoresAllSucceed() throws Exception {
    List<OffsetWriter> writers = together(this::claimWithAStoreOfItsOwn);

    assertThat(writers).extracting(OffsetWriter::latest).contains(store.latest(ORDERS).get());
  }

  @Test
  void concurrentClaimsOfManyStoresHaveAGenerationEach() throws Exception {
    needs(Promise.ORDERS_CLAIMS);
    List<OffsetWriter> writers = together(this::claimWithAStoreOfItsOwn);

    assertThat(writers).extracting(writer -> writer.latest().generation()).doesNotHaveDuplicates();
    assertThat(writers).extracting(OffsetWriter::latest).contains(store.latest(ORDERS).get());
  }

  private OffsetWriter claimWithAStoreOfItsOwn() {
    try (OffsetStore own = another()) {
      return claim(own, ORDERS, 0);
    }
  }

  /** One in how many steps the random test takes, for a store whose commits take long. */
  protected int slowness() {
    return 1;
  }

  @Test
  void writersThatClaimAtRandomAreOneAtATime() throws Exception {
    needs(Promise.ORDERS_CLAIMS);
    new RandomClaims(
            ORDERS,
            this::another,
            "random claims, " + getClass().getSimpleName(),
            Faults.count(4, 16),
            Faults.count(200, 1_000) / slowness())
        .run();
  }

  /** Appends where both outcomes are right. */
  protected static void appendOrFail(OffsetWriter writer, long offset) {
    try {
      commit(writer, offset);
    } catch (OffsetStoreException e) {
      assertThat(e).hasMessageContaining("'orders'");
    }
  }
}
