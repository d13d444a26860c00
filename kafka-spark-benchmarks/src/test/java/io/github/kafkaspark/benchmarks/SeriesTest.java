package io.github.kafkaspark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SeriesTest {

  @Test
  void hasTheMedianOfTheRoundsMedians() {
    Series series = series(round(9, 1, 2), round(4, 100, 6), round(3, 3, 3));

    assertThat(series.median()).isEqualTo(3);
    assertThat(series.min()).isEqualTo(2);
    assertThat(series.max()).isEqualTo(6);
  }

  @Test
  void takesTheMiddleBetweenTheTwoInTheMiddle() {
    assertThat(series(round(1, 2, 4, 9)).median()).isEqualTo(3);
    assertThat(series(round(1), round(2)).median()).isEqualTo(1.5);
  }

  @Test
  void hasTheCostThatNinetyNineOfAHundredTriesDoNotExceed() {
    assertThat(series(upTo(100)).p99()).isEqualTo(99);
    assertThat(series(upTo(100), upTo(100)).p99()).isEqualTo(99);
    assertThat(series(upTo(200)).p99()).isEqualTo(198);
    assertThat(series(upTo(101)).p99()).isEqualTo(100);
  }

  @Test
  void hasNoSuchCostOfFewerThanAHundredTries() {
    assertThat(series(upTo(50), upTo(49)).p99()).isNaN();
  }

  @Test
  void hasTheCostThatNineOfTenTriesDoNotExceed() {
    assertThat(series(upTo(5), upTo(5)).p90()).isEqualTo(5);
    assertThat(series(upTo(100)).p90()).isEqualTo(90);
    assertThat(series(upTo(9)).p90()).isNaN();
  }

  @Test
  void isComparedRoundByRound() {
    // The machine was ten times slower in the second round, for both.
    Series ratio =
        series(round(2), round(30), round(4)).over(series(round(1), round(10), round(1)));

    assertThat(ratio.median()).isEqualTo(3);
    assertThat(ratio.min()).isEqualTo(2);
    assertThat(ratio.max()).isEqualTo(4);
  }

  @Test
  void leavesTheRoundsAsTheyAre() {
    double[] round = round(3, 1, 2);

    double unused = new Series(Collections.singletonList(round)).median();

    assertThat(round).containsExactly(3, 1, 2);
  }

  private static Series series(double[]... rounds) {
    List<double[]> all = Arrays.asList(rounds);
    return new Series(all);
  }

  private static double[] round(double... costs) {
    return costs;
  }

  private static double[] upTo(int last) {
    return DoubleStream.iterate(last, cost -> cost - 1).limit(last).toArray();
  }
}
