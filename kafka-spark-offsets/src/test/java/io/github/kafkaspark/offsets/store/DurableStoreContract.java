package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a store gives besides whose commits survive the process: several stores and several
 * processes use it at once, and a commit that fails leaves nothing by half.
 */
public abstract class DurableStoreContract extends PausedProcessContract {

  /**
   * One more store of the data of the newest {@code newStore()}, whose commits may be made to fail;
   * the contract closes it. Without it, the cases with faults are reported as skipped.
   *
   * @param fault to be asked before and after the one step of every commit that makes it be there
   */
  protected OffsetStore open(Fault fault) {
    return abort(
        getClass().getSimpleName()
            + " makes no commit fail: override open(Fault) to run what the contract has of faults");
  }

  /** One more store, with faults. */
  protected final OffsetStore reopen(Fault fault) {
    return closedByTheContract(open(fault));
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
  public static void appendOrFail(OffsetWriter writer, long offset) {
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

    /** Makes the next commit fail at this moment. */
    public void arm(Moment moment) {
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
