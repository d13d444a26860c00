package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several processes with a store each of the same data. The others are JVMs with the class path of
 * this one, which are killed, stopped and continued by the signals of a Unix.
 */
abstract class ProcessStoreContract extends SharedStoreContract {

  private final List<StoreContractProcess> processes = new ArrayList<>();

  @AfterEach
  void killWhatIsNotIdle() throws Exception {
    for (StoreContractProcess process : processes) {
      if (process.isAlive()) {
        String unused = process.kill("");
      }
    }
  }

  final StoreContractProcess start() throws Exception {
    StoreContractProcess process = StoreContractProcess.of(elsewhere());
    processes.add(process);
    return process;
  }

  final void release() throws Exception {
    for (StoreContractProcess process : processes) {
      process.release();
    }
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
    needs(Promise.ORDERS_CLAIMS);
    int claims = Faults.count(10, 100);
    commit(claim(ORDERS, 0), 0);
    StoreContractProcess one = start();
    StoreContractProcess other = start();
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

  /** How many claims each of two processes has made that claim at once, and append in any way. */
  protected final List<Long> claimsOfTwoProcesses(int claims) throws Exception {
    StoreContractProcess one = start();
    StoreContractProcess other = start();
    one.tell("race " + claims);
    other.tell("race " + claims);
    List<Long> made = Arrays.asList(claims(one), claims(other));
    release();
    return made;
  }

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

  private static long generation(String line) {
    return number(line, 1);
  }

  static long sequence(String line) {
    return number(line, 2);
  }

  static long number(String line, int word) {
    return Long.parseLong(line.split(" ", 6)[word]);
  }
}
