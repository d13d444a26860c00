package io.github.kafkaspark.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Measures several ways to do one thing, side by side in rounds: A B C, B C A, and so on, so that
 * whatever else the machine does falls on all of them alike.
 *
 * <pre>{@code
 * Map<String, Series> found =
 *     new Benchmark("a commit", 10, Duration.ofSeconds(1))
 *         .candidate("commitSync", commitSync)
 *         .candidate("the same again", anotherCommitSync) // what differs here is noise
 *         .candidate("a store", append)
 *         .backToBack(20);
 * }</pre>
 */
final class Benchmark {

  /** One try, which tells what it cost. */
  interface Trial {
    double cost() throws Exception;
  }

  /** What is timed. */
  interface Action<T> {
    void on(T input) throws Exception;
  }

  private final String name;
  private final int rounds;
  private final Duration warmUp;
  private final Map<String, Trial> candidates = new LinkedHashMap<>();
  private boolean warm;

  /**
   * A benchmark without candidates.
   *
   * @param warmUp how long each candidate is tried before the first round, the costs forgotten
   */
  Benchmark(String name, int rounds, Duration warmUp) {
    this.name = name;
    this.rounds = rounds;
    this.warmUp = warmUp;
  }

  /** A try that costs the milliseconds of the action, without those of making its input. */
  static <T> Trial timed(Supplier<T> input, Action<T> action) {
    return () -> {
      T ready = input.get();
      long start = System.nanoTime();
      action.on(ready);
      return (System.nanoTime() - start) / 1e6;
    };
  }

  /** One more way to do it. */
  Benchmark candidate(String candidate, Trial trial) {
    candidates.put(candidate, trial);
    return this;
  }

  /** In each round so many tries of the first candidate, at once, then of the next. */
  Map<String, Series> backToBack(int tries) throws Exception {
    warmUp();
    Map<String, List<double[]>> found = nothing();
    for (int round = 0; round < rounds; round++) {
      say("round " + (round + 1) + " of " + rounds);
      for (String candidate : order(candidates.keySet(), round)) {
        double[] costs = new double[tries];
        for (int i = 0; i < tries; i++) {
          costs[i] = candidates.get(candidate).cost();
        }
        found.get(candidate).add(costs);
      }
    }
    return series(found);
  }

  /**
   * In each round one try of each candidate after the other, so many times: between two tries of
   * one candidate there is the pause, and the others' turns lie within it at equal distances.
   */
  Map<String, Series> apart(Duration pause, int tries) throws Exception {
    warmUp();
    Map<String, List<double[]>> found = nothing();
    for (int round = 0; round < rounds; round++) {
      say("round " + (round + 1) + " of " + rounds + ", " + pause.toMillis() + " ms apart");
      candidates.keySet().forEach(candidate -> found.get(candidate).add(new double[tries]));
      for (int i = 0; i < tries; i++) {
        for (String candidate : order(candidates.keySet(), round)) {
          idle(pause.dividedBy(candidates.size()));
          found.get(candidate).get(round)[i] = candidates.get(candidate).cost();
        }
      }
    }
    return series(found);
  }

  /** Before the first round, each candidate is tried once at least. */
  private void warmUp() throws Exception {
    if (warm) {
      return;
    }
    say("warming up");
    for (Trial trial : candidates.values()) {
      long end = System.nanoTime() + warmUp.toNanos();
      do {
        double unused = trial.cost();
      } while (System.nanoTime() < end);
    }
    warm = true;
  }

  private Map<String, List<double[]>> nothing() {
    Map<String, List<double[]>> found = new LinkedHashMap<>();
    candidates.keySet().forEach(candidate -> found.put(candidate, new ArrayList<>()));
    return found;
  }

  /** In each round another candidate is the first. */
  static List<String> order(Collection<String> candidates, int round) {
    List<String> order = new ArrayList<>(candidates);
    Collections.rotate(order, -round);
    return order;
  }

  static Map<String, Series> series(Map<String, List<double[]>> found) {
    Map<String, Series> series = new LinkedHashMap<>();
    found.forEach((candidate, rounds) -> series.put(candidate, new Series(rounds)));
    return series;
  }

  private static void idle(Duration pause) {
    long end = System.nanoTime() + pause.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private void say(String what) {
    System.err.println("  " + name + ": " + what);
  }
}
