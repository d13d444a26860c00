package io.github.kafkaspark.offsets;

import java.util.Arrays;

/**
 * The moments at which the end of one partition was seen to move, as far as records from then are
 * not committed. There are at most {@value #MOST}; the older they are, the further apart. An
 * immutable value.
 */
final class EndMoments {

  static final int MOST = 48;

  static final EndMoments NONE = new EndMoments(0, new long[0], new long[0]);

  /** The next offset at the newest look: committed, or where a start would begin. */
  private final long next;

  /** In the order of both; each end is above {@link #next}. */
  private final long[] times;

  private final long[] ends;

  private EndMoments(long next, long[] times, long[] ends) {
    this.next = next;
    this.times = times;
    this.ends = ends;
  }

  /**
   * With one look more. An end that has not moved adds nothing: the older moment tells more.
   *
   * @param now the time in nanoseconds
   */
  EndMoments seen(long now, long end, long next) {
    int size = times.length;
    boolean isCutOff = size > 0 && end < ends[size - 1]; // The topic was created anew.
    int first = isCutOff ? size : firstAbove(next);
    boolean moves = end > next && (first == size || end > ends[size - 1]);
    int kept = size - first;
    long[] newTimes = Arrays.copyOfRange(times, first, moves ? size + 1 : size);
    long[] newEnds = Arrays.copyOfRange(ends, first, moves ? size + 1 : size);
    if (moves) {
      newTimes[kept] = now;
      newEnds[kept] = end;
    }
    EndMoments all = new EndMoments(next, newTimes, newEnds);
    return newTimes.length > MOST ? all.thinned(now) : all;
  }

  private int firstAbove(long next) {
    int at = 0;
    while (at < ends.length && ends[at] <= next) {
      at++;
    }
    return at;
  }

  /** Without the moment whose neighbours are the closest, for their age. */
  private EndMoments thinned(long now) {
    int thinnest = 1;
    double smallest = Double.MAX_VALUE;
    for (int at = 1; at < times.length - 1; at++) {
      double gap = (double) (times[at + 1] - times[at - 1]) / Math.max(1, now - times[at - 1]);
      if (gap < smallest) {
        smallest = gap;
        thinnest = at;
      }
    }
    return new EndMoments(next, without(times, thinnest), without(ends, thinnest));
  }

  private static long[] without(long[] all, int at) {
    long[] fewer = Arrays.copyOf(all, all.length - 1);
    System.arraycopy(all, at + 1, fewer, at, fewer.length - at);
    return fewer;
  }

  /** The next offset at the newest look. */
  long next() {
    return next;
  }

  /** The time since the oldest moment that has the end above this; 0 if none has. */
  long nanosAbove(long committed, long now) {
    int first = firstAbove(committed);
    return first == times.length ? 0 : Math.max(0, now - times[first]);
  }
}
