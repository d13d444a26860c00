package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a store gives besides that several processes may use. The others are JVMs with the class
 * path of this one, which are killed, stopped and continued by the signals of a Unix.
 */
public abstract class SharedStoreContract extends DurableStoreContract {

  private final List<StoreContractProcess> processes = new ArrayList<>();

  /** Opens a store; it is serialised here and called in another process. */
  public interface Opener extends Serializable {

    /** The store, which that process closes. */
    OffsetStore open();
  }

  /**
   * How another process opens the data of the newest {@code newStore()}: a lambda that refers to
   * nothing but serialisable local variables.
   */
  protected abstract Opener elsewhere();

  /**
   * Whether readers may see what a replaced process had sent before it was paused, until the commit
   * of its successor that this has pushed aside is there again.
   */
  protected boolean showsALateCommitForAMoment() {
    return false;
  }

  @AfterEach
  void killWhatIsNotIdle() throws Exception {
    for (StoreContractProcess process : processes) {
      if (process.isAlive()) {
        String unused = process.kill("");
      }
    }
  }

  private StoreContractProcess start() throws Exception {
    StoreContractProcess process = StoreContractProcess.of(elsewhere());
    processes.add(process);
    return process;
  }

  private void release() {
    processes.forEach(StoreContractProcess::release);
    processes.clear();
  }

  @Test
  void aClaimInOneProcessReplacesTheWriterOfAnother() throws Exception {
    StoreContractProcess one = start();
    StoreContractProcess other = start();

    assertThat(ask(one, "claim 1")).isEqualTo("claimed 1 1");
    assertThat(ask(one, "append 2")).isEqualTo("committed 1 2");
    assertThat(ask(other, "claim 2")).isEqualTo("claimed 2 3");
    assertThat(ask(one, "append 99")).isEqualTo("stale");
    assertThat(ask(other, "append 3")).isEqualTo("committed 2 4");
    assertThat(store.latest(ORDERS).get().offsets()).isEqualTo(at(3));

    OffsetWriter own = claim(ORDERS, 3);
    assertThat(own.latest().generation()).isEqualTo(3);
    assertThat(ask(other, "append 99")).isEqualTo("stale");
    commit(own, 4);
    assertThat(ask(one, "claim 4")).isEqualTo("claimed 4 7");
    assertThatThrownBy(() -> commit(own, 99))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 3 was replaced by generation 4");
    assertThat(store.latest(ORDERS).get().offsets()).isEqualTo(at(4));
    release();
  }

  private static String ask(StoreContractProcess process, String command) throws Exception {
    process.tell(command);
    return process.answer().replaceFirst("(\\w+ \\d+ \\d+) .*", "$1");
  }

  @Test
  @Timeout(1_800) // With -Pfaults.
  void claimsOfSeveralProcessesAllSucceedAndAReaderSeesNoRegression() throws Exception {
    int claims = Faults.count(10, 100);
    commit(claim(ORDERS, 0), 0);
    StoreContractProcess one = start();
    StoreContractProcess other = start();
    if (!ordersClaims()) {
      one.tell("race " + claims);
      other.tell("race " + claims);
      assertThat(claims(one)).isEqualTo(claims);
      assertThat(claims(other)).isEqualTo(claims);
      assertThat(store.latest(ORDERS).get().generation()).isGreaterThan(1);
      release();
      return;
    }
    Map<Long, Long> newestByGeneration = new HashMap<>();
    StoreContractReader reader = new StoreContractReader(store, ORDERS);
    one.tell("race " + claims);
    other.tell("race " + claims);
    assertThat(race(one, newestByGeneration)).isEqualTo(claims);
    assertThat(race(other, newestByGeneration)).isEqualTo(claims);
    reader.end();

    assertThat(newestByGeneration).hasSize(2 * claims);
    OffsetCommit latest = store.latest(ORDERS).get();
    long newest =
        newestByGeneration.keySet().stream().mapToLong(generation -> generation).max().getAsLong();
    assertThat(latest.generation()).isEqualTo(newest);
    assertThat(latest.sequence()).isEqualTo(newestByGeneration.get(newest));
    release();
  }

  /** How many claims a process has made; notes the newest commit of each. */
  private static int race(StoreContractProcess process, Map<Long, Long> newestByGeneration)
      throws Exception {
    int claims = 0;
    for (String line = process.answer(); !line.equals("done"); line = process.answer()) {
      if (line.startsWith("claimed ")) {
        assertThat(newestByGeneration.put(generation(line), sequence(line))).as(line).isNull();
        claims++;
      } else if (line.startsWith("committed ")) {
        assertThat(newestByGeneration.put(generation(line), sequence(line)))
            .as(line)
            .isEqualTo(sequence(line) - 1);
      } else {
        assertThat(line).isEqualTo("stale");
      }
    }
    return claims;
  }

  /** How many claims a process has made; its appends may end in any way. */
  private static long claims(StoreContractProcess process) throws Exception {
    List<String> lines = new ArrayList<>();
    for (String line = process.answer(); !line.equals("done"); line = process.answer()) {
      lines.add(line);
    }
    return lines.stream().filter(line -> line.startsWith("claimed ")).count();
  }

  @Test
  void whatAKilledProcessHasCommittedIsThereAndTheNextClaimGoesOn() throws Exception {
    StoreContractProcess killed = start();
    killed.tell("append-on 0");
    String last = killed.answer();
    while (sequence(last) < 20) {
      last = killed.answer();
    }
    long acknowledged = sequence(killed.kill(last));

    OffsetCommit latest = store.latest(ORDERS).get();
    assertThat(latest.sequence()).isBetween(acknowledged, acknowledged + 1);
    OffsetWriter next = claim(ORDERS, 0);
    assertThat(next.latest().generation()).isEqualTo(2);
    assertThat(next.latest().sequence()).isBetween(latest.sequence() + 1, acknowledged + 2);
    commit(next, 1);
    assertThat(store.latest(ORDERS)).contains(next.latest());
  }

  /** When a process goes on that was paused in an append, and replaced meanwhile. */
  private enum Continued {
    BEFORE_THE_FIRST_COMMIT,
    AFTER_THE_FIRST_COMMIT,
    WITHIN_THE_FIRST_COMMIT
  }

  @Test
  @Timeout(1_800) // With -Pfaults.
  void aPausedProcessThatIsReplacedMovesNothingBackAndLearnsIt() throws Exception {
    if (!ordersClaims()) {
      return; // The newest to commit is then taken for the owner, until the next one commits.
    }
    String test = getClass().getSimpleName() + ", paused and replaced";
    Random random = Faults.random(test);
    commit(claim(ORDERS, 0), 0);
    StoreContractProcess zombie = start();
    int rounds = Faults.count(3, 100);
    int[] failures = new int[2];
    StoreContractReader reader = null;
    if (!showsALateCommitForAMoment()) {
      reader = new StoreContractReader(store, ORDERS);
    }
    for (int round = 0; round < rounds; round++) {
      round(zombie, Continued.values()[round % 3], random, failures);
    }
    if (reader != null) {
      reader.end();
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

  private static long generation(String line) {
    return number(line, 1);
  }

  private static long sequence(String line) {
    return number(line, 2);
  }

  private static long number(String line, int word) {
    return Long.parseLong(line.split(" ", 6)[word]);
  }
}
