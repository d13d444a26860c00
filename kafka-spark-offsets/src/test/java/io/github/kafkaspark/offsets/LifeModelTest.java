package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.ModelHistory.Step;
import io.github.kafkaspark.offsets.store.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a stream, in one thread and in virtual time. A history that breaks a promise
 * is made as short as it gets, and printed.
 */
class LifeModelTest {

  private static final String NAME = "life of a stream";
  private static final Logger LOG = Logger.getLogger("io.github.kafkaspark");

  private Level before;

  @BeforeEach
  void quiet() {
    before = LOG.getLevel();
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void loud() {
    LOG.setLevel(before);
  }

  @Test
  void keepsItsPromisesInEveryHistory() {
    Random random = Faults.random(NAME);
    int histories = Faults.count(10_000, 1_000_000);
    int steps = 0;
    int refused = 0;
    long begun = System.nanoTime();
    for (int i = 1; i <= histories; i++) {
      List<Step> history = ModelHistory.random(random);
      boolean latest = random.nextBoolean();
      steps += history.size();
      try {
        refused += ModelHistory.run(history, latest);
      } catch (AssertionError | RuntimeException e) {
        throw shrunk(history, latest, i);
      }
      if (i % 100_000 == 0) {
        Faults.say(NAME, i + " of " + histories + " histories");
      }
    }
    Faults.say(
        NAME,
        String.format(
            "%d histories of %d steps in %d ms, %d loads of topics created anew refused",
            histories, steps, (System.nanoTime() - begun) / 1_000_000, refused));
    assertThat(steps).isGreaterThan(histories);
    assertThat(refused).isPositive();
  }

  private static AssertionError broken(List<Step> history, boolean latest) {
    try {
      int unused = ModelHistory.run(history, latest);
      return null;
    } catch (AssertionError e) {
      return e;
    } catch (RuntimeException e) {
      return new AssertionError(e.toString(), e);
    }
  }

  /** Leaves out steps, ever fewer at once, as long as a promise is still broken. */
  private static AssertionError shrunk(List<Step> history, boolean latest, int number) {
    List<Step> shortest = history;
    for (int size = history.size() / 2; size > 0; size = size == 1 ? 0 : (size + 1) / 2) {
      for (int from = 0; from + size <= shortest.size(); ) {
        List<Step> shorter = new ArrayList<>(shortest);
        shorter.subList(from, from + size).clear();
        if (broken(shorter, latest) == null) {
          from += size;
        } else {
          shortest = shorter;
        }
      }
    }
    AssertionError broken = broken(shortest, latest);
    return new AssertionError(
        "history "
            + number
            + ", that first begins at the "
            + (latest ? "latest" : "earliest")
            + " records: "
            + shortest
            + ": "
            + broken.getMessage(),
        broken);
  }
}
