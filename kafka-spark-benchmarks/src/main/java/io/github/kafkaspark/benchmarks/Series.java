package io.github.kafkaspark.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** What one candidate of a {@link Benchmark} cost: rounds of tries. */
final class Series {

  private final double[] medians;
  private final double[] all;

  /** One array for each round, none of them empty. */
  Series(List<double[]> rounds) {
    medians = rounds.stream().mapToDouble(Series::median).toArray();
    all = rounds.stream().flatMapToDouble(DoubleStream::of).sorted().toArray();
  }

  /** A series of one figure a round. */
  private Series(double[] figures) {
    medians = figures;
    all = figures;
  }

  /** The median of the rounds' medians: a round in which the machine was busy counts once. */
  double median() {
    return median(medians);
  }

  /** The lowest median of a round. */
  double min() {
    return DoubleStream.of(medians).min().getAsDouble();
  }

  /** The highest median of a round. */
  double max() {
    return DoubleStream.of(medians).max().getAsDouble();
  }

  /** The cost that 9 of 10 tries did not exceed; NaN if there were fewer than 10. */
  double p90() {
    return percentile(10);
  }

  /** The cost that 99 of 100 tries did not exceed; NaN if there were fewer than 100. */
  double p99() {
    return percentile(100);
  }

  /** Of fewer tries it says nothing but which was the worst. */
  private double percentile(int oneOf) {
    return all.length < oneOf
        ? Double.NaN
        : all[(int) Math.ceil(all.length * (1 - 1.0 / oneOf)) - 1];
  }

  /** The highest cost of all tries. */
  double longest() {
    return all[all.length - 1];
  }

  int tries() {
    return all.length;
  }

  int rounds() {
    return medians.length;
  }

  /** This cost in terms of another's, round by round, so that what slowed both is not in it. */
  Series over(Series other) {
    double[] ratios = new double[medians.length];
    Arrays.setAll(ratios, round -> medians[round] / other.medians[round]);
    return new Series(ratios);
  }

  static double median(double[] figures) {
    double[] sorted = DoubleStream.of(figures).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
