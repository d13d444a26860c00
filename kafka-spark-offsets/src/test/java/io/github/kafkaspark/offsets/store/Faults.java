package io.github.kafkaspark.offsets.store;

import java.util.Random;

/**
 * How much a fault test does: a little in every build, all of it with {@code -Pfaults}. Draws its
 * random numbers from {@code -Dkafkaspark.seed=…}, or from a seed of its own, and prints it.
 */
public final class Faults {

  private static final boolean FULL = Boolean.getBoolean("kafkaspark.faults");

  private Faults() {}

  /** Whether the fault tests do all that they can, as with {@code -Pfaults}. */
  public static boolean full() {
    return FULL;
  }

  /** How often. */
  public static int count(int quick, int full) {
    return FULL ? full : quick;
  }

  /** Random numbers for a test, whose seed is printed. */
  public static Random random(String test) {
    long seed = Long.getLong("kafkaspark.seed", System.nanoTime());
    say(test, "seed " + seed);
    return new Random(seed);
  }

  /** A line about a test's progress or result, for the person who waits for it. */
  public static void say(String test, String what) {
    System.out.printf("[faults] %s: %s%n", test, what);
  }
}
