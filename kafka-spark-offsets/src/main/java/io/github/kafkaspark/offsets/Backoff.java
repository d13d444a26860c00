package io.github.kafkaspark.offsets;

import java.util.concurrent.ThreadLocalRandom;

/** The pause before the next try: 100 ms, doubled up to 30 s, less up to a half by chance. */
final class Backoff {

  private static final long FIRST_MS = 100;
  private static final long LONGEST_MS = 30_000;

  private Backoff() {}

  static long delayMs(int failures) {
    long full = Math.min(LONGEST_MS, FIRST_MS << Math.min(failures - 1, 20));
    return full - ThreadLocalRandom.current().nextLong(full / 2 + 1);
  }
}
