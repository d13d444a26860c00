package io.github.kafkaspark.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** One load that {@link CaughtUpBenchmark} measures all candidates under. */
final class CaughtUpCell {

  static final int SLOW = 1;
  static final int FAST = 200;
  private static final int[] FEW = {4, 32};
  private static final int[] ALL = {1, 4, 32, 128};

  final int partitions;
  final int ofEachInASecond;
  final int millisAway;

  CaughtUpCell(int partitions, int ofEachInASecond, int millisAway) {
    this.partitions = partitions;
    this.ofEachInASecond = ofEachInASecond;
    this.millisAway = millisAway;
  }

  /** A stream of a record a second and partition, on loopback. */
  static List<CaughtUpCell> few() {
    List<CaughtUpCell> cells = new ArrayList<>();
    for (int partitions : FEW) {
      cells.add(new CaughtUpCell(partitions, SLOW, 0));
    }
    return cells;
  }

  /** More and fewer partitions, more records, further away. */
  static List<CaughtUpCell> all(int distance) {
    List<CaughtUpCell> cells = new ArrayList<>();
    for (int away : new int[] {0, distance}) {
      for (int rate : new int[] {SLOW, FAST}) {
        for (int partitions : ALL) {
          cells.add(new CaughtUpCell(partitions, rate, away));
        }
      }
    }
    return cells;
  }

  boolean isDistant() {
    return millisAway > 0;
  }

  /** The cells of one table. */
  String table() {
    return ofEachInASecond + "/s, " + (isDistant() ? millisAway + " ms away" : "on loopback");
  }

  /** What a picture of one line can show. */
  boolean isOfThePicture() {
    return ofEachInASecond == SLOW && !isDistant();
  }

  String partitions() {
    return StoreBenchmark.count(partitions);
  }

  @Override
  public String toString() {
    return partitions() + ", " + table();
  }
}
