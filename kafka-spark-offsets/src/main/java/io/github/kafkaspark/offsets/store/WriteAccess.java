package io.github.kafkaspark.offsets.store;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Objects;

/**
 * Whether the user of this JVM could claim streams of a store and append to them: see {@link
 * OffsetStore#writeAccess}. An immutable value.
 */
public final class WriteAccess {

  /** What a store answers. */
  public enum Answer {
    /** Nothing is known that would refuse a claim. */
    YES,
    /** A claim would be refused. */
    NO,
    /** Only a claim would tell. */
    UNKNOWN
  }

  private static final WriteAccess GRANTED = new WriteAccess(Answer.YES, "");

  private final Answer answer;
  private final String why;

  private WriteAccess(Answer answer, String why) {
    this.answer = answer;
    this.why = requireNonNull(why, "why");
  }

  /** Nothing is known that would refuse a claim. */
  public static WriteAccess yes() {
    return GRANTED;
  }

  /**
   * A claim would be refused.
   *
   * @param why what lacks, in words for a person
   * @throws NullPointerException if {@code why} is null
   */
  public static WriteAccess no(String why) {
    return new WriteAccess(Answer.NO, why);
  }

  /**
   * Only a claim would tell.
   *
   * @param why what keeps the store from telling, in words for a person
   * @throws NullPointerException if {@code why} is null
   */
  public static WriteAccess unknown(String why) {
    return new WriteAccess(Answer.UNKNOWN, why);
  }

  /** The answer. */
  public Answer answer() {
    return answer;
  }

  /** Why it is not {@link Answer#YES}, in words for a person; empty if it is. */
  public String why() {
    return why;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof WriteAccess)) {
      return false;
    }
    WriteAccess that = (WriteAccess) other;
    return answer == that.answer && why.equals(that.why);
  }

  @Override
  public int hashCode() {
    return Objects.hash(answer, why);
  }

  @Override
  public String toString() {
    return answer.name().toLowerCase(Locale.ROOT) + (why.isEmpty() ? "" : ": " + why);
  }
}
