package io.github.kafkaspark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void comparesEachCandidateWithTheFirst() {
    Table table = new Table("commit of", "back to back, ms");
    table.add(found(1_000, 1_010, 1.5), "1 partition");
    table.add(found(0.004, 0.004, 20), "10,000 partitions");

    assertThat(table.toString().split("\n"))
        .containsExactly(
            "commit of          back to back, ms    median       min       max  p90  p99  of the first       min       max",
            "1 partition        bare              1,000.00  1,000.00  2,000.00    -    -",
            "1 partition        the same again    1,010.00  1,010.00  2,020.00    -    -          1.01      1.01      1.01",
            "1 partition        store                 1.50      1.50      3.00    -    -          0.00      0.00      0.00",
            "10,000 partitions  bare                  0.00      0.00      0.01    -    -",
            "10,000 partitions  the same again        0.00      0.00      0.01    -    -          1.00      1.00      1.00",
            "10,000 partitions  store                20.00     20.00     40.00    -    -      5,000.00  5,000.00  5,000.00");
  }

  @Test
  void showsTheNinetyNinthPercentileOfEnoughTries() {
    double[] tries = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
    Map<String, Series> found = new LinkedHashMap<>();
    found.put("bare", new Series(Arrays.asList(tries, tries)));
    Table table = new Table("ms");
    table.add(found);

    assertThat(table)
        .hasToString(
            "ms    median    min    max    p90    p99  of the first  min  max\n"
                + "bare   50.50  50.50  50.50  90.00  99.00");
  }

  /** Three rounds, of which the last was twice as slow for all. */
  private static Map<String, Series> found(double first, double again, double store) {
    Map<String, Series> found = new LinkedHashMap<>();
    found.put("bare", series(first));
    found.put("the same again", series(again));
    found.put("store", series(store));
    return found;
  }

  private static Series series(double cost) {
    double[] round = {cost};
    return new Series(Arrays.asList(round, round, new double[] {2 * cost}));
  }
}
