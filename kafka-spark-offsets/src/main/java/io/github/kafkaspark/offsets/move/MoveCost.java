package io.github.kafkaspark.offsets.move;

import java.util.OptionalLong;

/** What the move of one partition costs in records; empty is unknown. An immutable value. */
final class MoveCost {

  private static final OptionalLong ZERO = OptionalLong.of(0);

  /** Of a partition that stays, and nobody looks at. */
  static final MoveCost NONE = new MoveCost(ZERO, ZERO, ZERO);

  /** Where the log is or may be another one than that of the offset before. */
  static final MoveCost UNKNOWN =
      new MoveCost(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  final OptionalLong readAgain;
  final OptionalLong skipped;
  final OptionalLong gone;

  private MoveCost(OptionalLong readAgain, OptionalLong skipped, OptionalLong gone) {
    this.readAgain = readAgain;
    this.skipped = skipped;
    this.gone = gone;
  }

  /**
   * Of a partition that the stream has in the same log.
   *
   * @param from where it stands
   * @param wanted where it was to go
   * @param to where it goes, from {@code first} to {@code end}
   */
  static MoveCost of(long from, long wanted, long to, long first) {
    long below = Math.min(first, Math.max(from, to)) - Math.min(from, wanted);
    return new MoveCost(
        OptionalLong.of(Math.max(0, from - to)),
        OptionalLong.of(Math.max(0, to - Math.max(from, first))),
        OptionalLong.of(Math.max(0, below)));
  }

  /** Of a partition of which the stream has read nothing: it would begin at the first record. */
  static MoveCost ofUnread(long to, long first) {
    return new MoveCost(ZERO, OptionalLong.of(to - first), ZERO);
  }

  /** Of a partition of a topic that was created anew; what the one before had nobody knows. */
  static MoveCost ofOtherLife(long to, long first) {
    return new MoveCost(ZERO, OptionalLong.of(to - first), OptionalLong.empty());
  }

  /** The same, where nobody knows what was there and is gone. */
  MoveCost withUnknownGone() {
    return new MoveCost(readAgain, skipped, OptionalLong.empty());
  }
}
