package io.github.kafkaspark.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the names that somebody may have meant. */
public final class NearMiss {

  private NearMiss() {}

  /** The candidate that differs least, if that is case, dots or a slip of one or two characters. */
  public static Optional<String> of(String name, Collection<String> candidates) {
    String plain = plain(name);
    int limit = plain.length() < 4 ? 0 : plain.length() < 9 ? 1 : 2;
    String nearest = null;
    int least = limit + 1;
    for (String candidate : new TreeSet<>(candidates)) {
      String other = plain(candidate);
      if (Math.abs(other.length() - plain.length()) < least) {
        int distance = distance(plain, other);
        if (distance < least) {
          least = distance;
          nearest = candidate;
        }
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** The candidates that are the most alike, the nearest first, whether or not that is near. */
  public static List<String> nearest(String name, Collection<String> candidates, int most) {
    return new TreeSet<>(candidates)
        .stream()
            .sorted(Comparator.comparingInt(candidate -> -alike(name, candidate)))
            .limit(most)
            .collect(Collectors.toList());
  }

  /** How many characters are the same at both ends; a slip in between leaves them as they are. */
  private static int alike(String name, String other) {
    String a = name.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int least = Math.min(a.length(), b.length());
    int head = 0;
    while (head < least && a.charAt(head) == b.charAt(head)) {
      head++;
    }
    int tail = 0;
    while (tail < least - head
        && a.charAt(a.length() - 1 - tail) == b.charAt(b.length() - 1 - tail)) {
      tail++;
    }
    return head + tail;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[._ -]", "");
  }

  /** How many characters to insert, delete or replace, or neighbours to swap. */
  private static int distance(String a, String b) {
    int[] earlier = {};
    int[] before = new int[b.length() + 1];
    for (int column = 0; column <= b.length(); column++) {
      before[column] = column;
    }
    for (int row = 1; row <= a.length(); row++) {
      int[] now = new int[b.length() + 1];
      now[0] = row;
      for (int column = 1; column <= b.length(); column++) {
        int replaced = a.charAt(row - 1) == b.charAt(column - 1) ? 0 : 1;
        now[column] =
            Math.min(Math.min(now[column - 1], before[column]) + 1, before[column - 1] + replaced);
        if (isSwapped(a, row, b, column)) {
          now[column] = Math.min(now[column], earlier[column - 2] + 1);
        }
      }
      earlier = before;
      before = now;
    }
    return before[b.length()];
  }

  private static boolean isSwapped(String a, int row, String b, int column) {
    return row > 1
        && column > 1
        && a.charAt(row - 1) == b.charAt(column - 2)
        && a.charAt(row - 2) == b.charAt(column - 1);
  }
}
