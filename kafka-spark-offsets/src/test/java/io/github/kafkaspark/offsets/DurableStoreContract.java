package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store gives besides whose commits survive the process and which may fail. */
public abstract class DurableStoreContract extends OffsetStoreContract {

  private final List<OffsetStore> opened = new ArrayList<>();

  /**
   * One more store of the data of the newest {@code newStore()}, as another process would open it;
   * the contract closes it.
   *
   * @param fault to be asked before and after the one step of every commit that makes it be there
   */
  protected abstract OffsetStore open(Fault fault);

  /** One more store, without faults. */
  protected final OffsetStore reopen() {
    return reopen(new Fault());
  }

  /** One more store, with faults. */
  protected final OffsetStore reopen(Fault fault) {
    OffsetStore store = open(fault);
    opened.add(store);
    return store;
  }

  @AfterEach
  void closeWhatWasOpened() {
    opened.forEach(OffsetStore::close);
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
    List<OffsetWriter> writers =
        together(
            () -> {
              try (OffsetStore own = open(new Fault())) {
                return claim(own, ORDERS, 0);
              }
            });

    if (ordersClaims()) {
      assertThat(writers)
          .extracting(writer -> writer.latest().generation())
          .doesNotHaveDuplicates();
    }
    assertThat(writers).extracting(OffsetWriter::latest).contains(store.latest(ORDERS).get());
  }

  /** One in how many steps the random test takes, for a store whose commits take long. */
  protected int slowness() {
    return 1;
  }

  @Test
  void writersThatClaimAtRandomAreOneAtATime() throws Exception {
    if (!ordersClaims()) {
      return; // Nor are they then promised to be.
    }
    new RandomClaims(
            ORDERS,
            () -> open(new Fault()),
            "random claims, " + getClass().getSimpleName(),
            Faults.count(4, 16),
            Faults.count(200, 1_000) / slowness())
        .run();
  }

  @Test
  void anAppendThatFailedBeforeItsStepChangedNothing() {
    Fault fault = new Fault();
    OffsetWriter writer = claim(reopen(fault), ORDERS, 0);
    commit(writer, 1);
    OffsetCommit before = writer.latest();

    fault.arm(Moment.BEFORE);
    assertThatThrownBy(() -> commit(writer, 2))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageContaining("'orders'");

    assertThat(store.latest(ORDERS)).contains(before);
    assertThat(writer.latest()).isEqualTo(before);
    commit(writer, 3);
    assertThat(writer.latest().sequence()).isEqualTo(3);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void anAppendThatFailedAfterItsStepIsNeverTakenBack() {
    Fault fault = new Fault();
    OffsetWriter writer = claim(reopen(fault), ORDERS, 0);

    fault.arm(Moment.AFTER);
    appendOrFail(writer, 1);

    OffsetCommit open = store.latest(ORDERS).get();
    assertThat(open.offsets()).isEqualTo(at(1));
    commit(writer, 2);
    assertThat(writer.latest().sequence()).isEqualTo(open.sequence() + 1);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @ParameterizedTest
  @EnumSource
  void aReplacedWriterLearnsItEvenThroughAFault(Moment moment) {
    Fault fault = new Fault();
    OffsetWriter zombie = claim(reopen(fault), ORDERS, 0);
    OffsetWriter owner = claim(ORDERS, 1);

    fault.arm(moment);
    appendOrFail(zombie, 9);

    assertThatThrownBy(() -> commit(zombie, 9))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
    assertThat(store.latest(ORDERS)).contains(owner.latest());
    assertThat(store.history(ORDERS))
        .allSatisfy(commit -> assertThat(commit.offsets()).isNotEqualTo(at(9)));
  }

  @ParameterizedTest
  @EnumSource
  void aClaimThatFailedCanBeRepeated(Moment moment) {
    commit(claim(ORDERS, 0), 1);
    OffsetCommit before = store.latest(ORDERS).get();
    Fault fault = new Fault();
    OffsetStore failing = reopen(fault);

    fault.arm(moment);
    try {
      assertThat(claim(failing, ORDERS, 5).latest()).isEqualTo(store.latest(ORDERS).get());
    } catch (OffsetStoreException e) {
      assertThat(e).hasMessageContaining("'orders'");
      assertThat(store.latest(ORDERS).get().sequence())
          .isEqualTo(before.sequence() + (moment == Moment.AFTER ? 1 : 0));
    }

    OffsetWriter writer = claim(failing, ORDERS, 6);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
    commit(writer, 7);
  }

  /** Appends where both outcomes are right. */
  protected static void appendOrFail(OffsetWriter writer, long offset) {
    try {
      commit(writer, offset);
    } catch (OffsetStoreException e) {
      assertThat(e).hasMessageContaining("'orders'");
    }
  }

  /** When a fault strikes. */
  public enum Moment {
    /** The commit does not happen. */
    BEFORE,
    /** The commit has happened, but the writer is told otherwise. */
    AFTER
  }

  /** Makes one commit fail. */
  public static final class Fault {

    private Moment armed;

    void arm(Moment moment) {
      armed = moment;
    }

    /** Throws, once, if this is the moment that the case has asked for. */
    public void at(Moment moment) throws IOException {
      if (moment == armed) {
        armed = null;
        throw new IOException("a fault " + moment);
      }
    }
  }
}
