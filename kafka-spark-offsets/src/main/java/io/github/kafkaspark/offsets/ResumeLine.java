package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * What a {@link ResumePlan} says of one partition: what is stored, what the brokers have, where it
 * begins and why, and what that costs. An immutable value.
 *
 * <p>Records are counted by their offsets, as all tools do: markers of transactions, records of
 * aborted ones and those that compaction has removed have offsets too.
 */
public final class ResumeLine {

  /**
   * Says what the plan has found. A later version may have more of them, so a {@code switch} needs
   * a default.
   */
  public enum Reason {
    /** The brokers have what is stored. */
    STORED("stored"),
    /** The partition was not there when the offsets were stored. */
    NEW(Surprise.NEW),
    /** Nothing is stored for the source: it begins where {@code firstTime} says. */
    FIRST_TIME("firstTime"),
    /** The partition is stored, but no longer exists. */
    VANISHED(Surprise.VANISHED),
    /** The stored offset is below what the brokers still have. */
    AGED_OUT(Surprise.AGED_OUT),
    /** The stored offset is above what the brokers have. */
    BEYOND_END(Surprise.BEYOND_END),
    /** It is stored for a topic of the same name that was deleted since. */
    CREATED_ANEW(Surprise.CREATED_ANEW),
    /** It is stored for a topic of the same name on another cluster. */
    OTHER_CLUSTER(Surprise.OTHER_CLUSTER),
    /** A checkpoint of the query says where it begins, whatever is stored. */
    CHECKPOINT(Surprise.CHECKPOINT);

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    Reason(Surprise surprise) {
      this.word = surprise.word();
    }

    /** The reason that a surprise is. */
    static Reason of(Surprise surprise) {
      return valueOf(surprise.name());
    }

    /** The word for it in JSON and, if it is a surprise, in the settings of a policy. */
    public String word() {
      return word;
    }

    boolean isOfOtherTopic() {
      return this == CREATED_ANEW || this == OTHER_CLUSTER;
    }

    /** The word for people. */
    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * Says what becomes of the partition. A later version may have more of them, so a {@code switch}
   * needs a default.
   */
  public enum Outcome {
    /** Begins at {@link ResumeLine#start()}. */
    OFFSET,
    /** Begins at the earliest record that there is when Spark first reads. */
    EARLIEST,
    /** Makes the load fail. */
    REFUSED,
    /** Does not exist, and stays stored: if it is back, it goes on there. */
    KEPT,
    /** Does not exist, and is forgotten once the query has begun. */
    DROPPED;

    /** The word for it in JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final TopicPartition partition;
  private final Reason reason;
  private final Answer answer;
  private final Outcome outcome;
  private final OptionalLong stored;
  private final OptionalLong beginning;
  private final OptionalLong end;
  private final OptionalLong start;

  private ResumeLine(
      TopicPartition partition,
      Reason reason,
      Answer answer,
      Outcome outcome,
      OptionalLong stored,
      OptionalLong beginning,
      OptionalLong end,
      OptionalLong start) {
    this.partition = partition;
    this.reason = reason;
    this.answer = answer;
    this.outcome = outcome;
    this.stored = stored;
    this.beginning = beginning;
    this.end = end;
    this.start = start;
  }

  /**
   * A line about a partition that the brokers have, and that was not decided yet.
   *
   * @param stored what is stored of it
   */
  static ResumeLine of(
      TopicPartition partition, OptionalLong stored, OptionalLong beginning, OptionalLong end) {
    return new ResumeLine(
        partition, Reason.STORED, null, Outcome.OFFSET, stored, beginning, end, stored);
  }

  /** A line about a partition that the brokers do not have. */
  static ResumeLine gone(
      TopicPartition partition, long stored, Reason reason, Answer answer, Outcome outcome) {
    OptionalLong none = OptionalLong.empty();
    return new ResumeLine(
        partition, reason, answer, outcome, OptionalLong.of(stored), none, none, none);
  }

  /**
   * The same that begins at an offset.
   *
   * @param start empty for the earliest record
   * @param answer null if nobody was asked
   */
  ResumeLine begins(Reason reason, Answer answer, OptionalLong start) {
    Outcome outcome = start.isPresent() ? Outcome.OFFSET : Outcome.EARLIEST;
    return new ResumeLine(partition, reason, answer, outcome, stored, beginning, end, start);
  }

  /** The same with a surprise that is answered. */
  ResumeLine answered(Surprise surprise, Answer answer) {
    Reason found = Reason.of(surprise);
    switch (answer) {
      case EARLIEST:
        return begins(found, answer, OptionalLong.empty());
      case LATEST:
        return begins(found, answer, end);
      case KEEP:
        return begins(found, answer, stored);
      default:
        return new ResumeLine(
            partition,
            found,
            answer,
            Outcome.REFUSED,
            stored,
            beginning,
            end,
            OptionalLong.empty());
    }
  }

  /** The partition. */
  public TopicPartition partition() {
    return partition;
  }

  /** What the plan has found. */
  public Reason reason() {
    return reason;
  }

  /** The answer that the policy gives to a surprise; empty if there is none. */
  public Optional<Answer> answer() {
    return Optional.ofNullable(answer);
  }

  /** What becomes of the partition. */
  public Outcome outcome() {
    return outcome;
  }

  /** The stored next offset; empty if there is none. */
  public OptionalLong stored() {
    return stored;
  }

  /** The first offset that the brokers have; empty if the partition does not exist. */
  public OptionalLong beginning() {
    return beginning;
  }

  /** The offset that the next record will get; empty if the partition does not exist. */
  public OptionalLong end() {
    return end;
  }

  /** Where it begins; empty unless its outcome is {@link Outcome#OFFSET}. */
  public OptionalLong start() {
    return start;
  }

  /**
   * The records that are there, and that the start leaves out, so that the stream never reads them.
   * Where the log is or may be another one than that of the stored offset, all that is there before
   * the start counts, whether or not the same records were read in the log before. Where a
   * checkpoint says where it begins, the query has read them. 0 if the partition is not read.
   */
  public long skipped() {
    if (!isRead()) {
      return 0;
    }
    if (reason == Reason.CHECKPOINT && !stored.isPresent()) {
      return 0;
    }
    long first = beginning.orElse(0);
    long from = isOfSameLog() ? Math.max(first, stored.getAsLong()) : first;
    return Math.max(0, place() - from);
  }

  /**
   * The records that the brokers no longer have, from the stored offset to the first one that they
   * have: deleted before the stream has read them. Empty if nobody can know, since the log is or
   * may be another one than that of the stored offset, or does not exist. 0 where nothing is
   * stored. Where a checkpoint says where it begins, it counts in place of the stored offset.
   */
  public OptionalLong gone() {
    if (reason == Reason.CHECKPOINT) {
      return OptionalLong.of(Math.max(0, beginning.orElse(0) - place()));
    }
    if (isOfSameLog()) {
      return OptionalLong.of(Math.max(0, beginning.getAsLong() - stored.getAsLong()));
    }
    return reason == Reason.NEW || reason == Reason.FIRST_TIME
        ? OptionalLong.of(0)
        : OptionalLong.empty();
  }

  /**
   * The records before the stored offset that the start reads once more. Where the log may be
   * another one, as many as that is at most. 0 for a topic that was created anew, and if the
   * partition is not read.
   */
  public long readAgain() {
    if (!isRead() || !stored.isPresent() || reason == Reason.CREATED_ANEW) {
      return 0;
    }
    return Math.max(0, Math.min(stored.getAsLong(), end.orElse(Long.MAX_VALUE)) - place());
  }

  /** Whether the stored offset is one of the log that the brokers have. */
  boolean isOfSameLog() {
    return stored.isPresent()
        && exists()
        && reason != Reason.BEYOND_END
        && reason != Reason.CREATED_ANEW
        && (reason != Reason.OTHER_CLUSTER || answer == Answer.KEEP);
  }

  /** Where it begins, as a number. */
  private long place() {
    return start.orElse(beginning.orElse(0));
  }

  /** Whether the brokers have it. */
  boolean exists() {
    return end.isPresent();
  }

  /** Whether the source reads it. */
  boolean isRead() {
    return outcome == Outcome.OFFSET || outcome == Outcome.EARLIEST;
  }

  /** Whether a checkpoint has read it up to a place that is not stored. */
  boolean isUnsure() {
    return reason == Reason.CHECKPOINT && start.isPresent() && !start.equals(stored);
  }

  boolean isRefused() {
    return outcome == Outcome.REFUSED;
  }

  /** The names of the {@link #cells}. */
  static List<String> header() {
    return Arrays.asList(
        "partition",
        "stored",
        "first",
        "end",
        "begins at",
        "skipped",
        "gone",
        "read again",
        "because");
  }

  /** Its figures, and why. */
  List<String> cells() {
    return Arrays.asList(
        partition.toString(),
        text(stored, "-"),
        text(beginning, "-"),
        text(end, "-"),
        text(start, outcome == Outcome.EARLIEST ? "earliest" : "-"),
        Long.toString(skipped()),
        text(gone(), "?"),
        Long.toString(readAgain()),
        why());
  }

  private String why() {
    if (!isRead()) {
      return reason.text() + ", " + outcome.word();
    }
    boolean isUsual = answer == null || (reason == Reason.NEW && answer == Answer.EARLIEST);
    return isUsual ? reason.text() : reason.text() + ", " + answer.word();
  }

  /** Its figures in one line. */
  @Override
  public String toString() {
    return String.format(
        "%s: stored %s, first %s, end %s, begins at %s, skipped %s, gone %s, read again %s, because %s",
        cells().toArray());
  }

  private static String text(OptionalLong number, String otherwise) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : otherwise;
  }
}
