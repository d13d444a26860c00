package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that is paused in an append, replaced meanwhile, and goes on. */
abstract class PausedProcessContract extends ProcessStoreContract {

  /** When it goes on, as its successor sees it. */
  private enum Continued {
    BEFORE_THE_FIRST_COMMIT,
    AFTER_THE_FIRST_COMMIT,
    WITHIN_THE_FIRST_COMMIT
  }

  @Test
  @Timeout(1_800) // With -Pfaults.
  void aPausedProcessThatIsReplacedMovesNothingBackAndLearnsIt() throws Exception {
    needs(Promise.ORDERS_CLAIMS);
    needs(Promise.NEVER_SHOWS_A_LATE_COMMIT);
    commit(claim(ORDERS, 0), 0);
    StoreContractReader reader = new StoreContractReader(store, ORDERS);
    replaceAPausedProcess();
    reader.end();
  }

  /**
   * Pauses another process in an append, replaces it and lets it go on, again and again; what it
   * had sent may move the stream back until its successor has committed once more.
   */
  protected final void replaceAPausedProcess() throws Exception {
    String test = getClass().getSimpleName() + ", paused and replaced";
    Random random = Faults.random(test);
    StoreContractProcess zombie = start();
    int rounds = Faults.count(3, 100);
    int[] failures = new int[2];
    for (int round = 0; round < rounds; round++) {
      round(zombie, Continued.values()[round % 3], random, failures);
    }
    Faults.say(
        test,
        String.format(
            "%d rounds; appends that failed: of the paused one %d, then stale; of its successor %d",
            rounds, failures[0], failures[1]));
    release();
  }

  /** One round; counts the appends of the zombie, and of its successor, that failed. */
  private void round(
      StoreContractProcess zombie, Continued continued, Random random, int[] failures)
      throws Exception {
    zombie.tell("append-on 100");
    for (int i = random.nextInt(4); i >= 0; i--) {
      assertThat(zombie.answer()).matches("(claimed|committed) .*");
    }
    LockSupport.parkNanos(random.nextInt(5_000_000));
    zombie.pause();

    long claiming = System.nanoTime();
    OffsetWriter owner = claim(ORDERS, 1);
    long claimed = System.nanoTime();
    if (continued == Continued.AFTER_THE_FIRST_COMMIT) {
      commit(owner, 2);
    } else if (continued == Continued.WITHIN_THE_FIRST_COMMIT) {
      // What the zombie had sent already may make it fail, and the next one settles it.
      CompletableFuture<Void> first = CompletableFuture.runAsync(() -> appendOrFail(owner, 2));
      LockSupport.parkNanos(random.nextInt(3_000_000));
      zombie.resume();
      assertThat(first.get(60, TimeUnit.SECONDS)).isNull();
      failures[1] += owner.latest().offsets().equals(at(2)) ? 0 : 1;
    }
    zombie.resume();
    failures[0] += untilStale(zombie, claiming, claimed, owner.latest());
    commit(owner, 3);
    assertThat(store.latest(ORDERS)).as("continued %s", continued).contains(owner.latest());
  }

  /**
   * What it committed before the claim is counted by the claim, an append that was under way may
   * end in any way, and one that begins after the claim is stale. Returns how many failed.
   */
  private int untilStale(
      StoreContractProcess zombie, long claiming, long claimed, OffsetCommit owners)
      throws Exception {
    int failures = 0;
    List<String> heard = new ArrayList<>();
    for (String line = zombie.answer(); !line.equals("stale"); line = zombie.answer()) {
      heard.add(line);
      assertThat(number(line, 3) - claimed)
          .as(
              "when the last began, claimed at %d to %d: %s; the owner has %s, a reader sees %s",
              claiming, claimed, heard, owners, store.latest(ORDERS))
          .isNegative();
      if (line.startsWith("failed ")) {
        failures++;
      } else if (number(line, 4) < claiming) {
        assertThat(sequence(line))
            .as("the last before the claim: %s", heard)
            .isLessThan(owners.sequence());
      }
    }
    return failures;
  }
}
