package io.github.kafkaspark.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures side by side what takes a while to get going: in each round each candidate has a turn,
 * of as many tries as it likes, and the next round begins with another one.
 */
final class Turns {

  /** What each try of a turn cost. */
  interface Turn {
    double[] costs() throws Exception;
  }

  private final String name;
  private final int rounds;
  private final Duration limit;
  private final Map<String, Turn> candidates = new LinkedHashMap<>();

  /**
   * No candidates yet.
   *
   * @param limit a round that would end later is not begun, but for the first
   */
  Turns(String name, int rounds, Duration limit) {
    this.name = name;
    this.rounds = rounds;
    this.limit = limit;
  }

  /** One more way to do it. */
  void add(String candidate, Turn turn) {
    candidates.put(candidate, turn);
  }

  /** Has all the turns. */
  Map<String, Series> take() throws Exception {
    Map<String, List<double[]>> found = new LinkedHashMap<>();
    candidates.keySet().forEach(candidate -> found.put(candidate, new ArrayList<>()));
    long start = System.nanoTime();
    for (int round = 0; round < rounds && hasTimeFor(round, start); round++) {
      for (String candidate : Benchmark.order(candidates.keySet(), round)) {
        double[] costs = candidates.get(candidate).costs();
        found.get(candidate).add(costs);
        System.err.printf(
            "  %s: round %d of %d, %s: %,d records, median %,.0f ms%n",
            name, round + 1, rounds, candidate, costs.length, Series.median(costs));
      }
    }
    return Benchmark.series(found);
  }

  private boolean hasTimeFor(int round, long start) {
    long took = System.nanoTime() - start;
    return round == 0 || took + took / round <= limit.toNanos();
  }
}
