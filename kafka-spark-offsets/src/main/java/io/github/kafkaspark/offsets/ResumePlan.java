package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Where each partition of a source will begin, and why. An immutable value; its text is a line, and
 * {@link #describe} has one for each partition.
 */
public final class ResumePlan {

  private static final int MOST_NAMED = 20;

  /**
   * The decision for one partition. A later version may have more of them, so a {@code switch}
   * needs a default.
   */
  public enum Decision {
    /** Begins at the stored offset. */
    STORED,
    /** Was not there when the offsets were stored: begins at its earliest record. */
    NEW,
    /** Nothing is stored for the source: begins where {@code firstTime} says. */
    FIRST_TIME,
    /** Is stored, but no longer exists: its offset is dropped once the query has begun. */
    VANISHED,
    /** The stored offset is below what the brokers still have: the load is refused. */
    AGED_OUT,
    /** The stored offset is above what the brokers have: the load is refused. */
    BEYOND_END,
    /** Is stored for a topic of the same name that was deleted since: the load is refused. */
    CREATED_ANEW,
    /** Is stored for a topic of the same name on another cluster: the load is refused. */
    OTHER_CLUSTER;

    boolean isRefused() {
      return this == AGED_OUT || this == BEYOND_END || isOfOtherTopic();
    }

    boolean isOfOtherTopic() {
      return this == CREATED_ANEW || this == OTHER_CLUSTER;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** One line of the plan. */
  public static final class Line {

    private final TopicPartition partition;
    private final Decision decision;
    private final OptionalLong stored;
    private final OptionalLong beginning;
    private final OptionalLong end;
    private final OptionalLong start;

    Line(
        TopicPartition partition,
        Decision decision,
        OptionalLong stored,
        OptionalLong beginning,
        OptionalLong end,
        OptionalLong start) {
      this.partition = partition;
      this.decision = decision;
      this.stored = stored;
      this.beginning = beginning;
      this.end = end;
      this.start = start;
    }

    /** The partition. */
    public TopicPartition partition() {
      return partition;
    }

    /** The decision for the partition. */
    public Decision decision() {
      return decision;
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

    /** Where it begins; empty for "at its earliest record", or if it does not begin at all. */
    public OptionalLong start() {
      return start;
    }

    private String cells(String format) {
      boolean reads = decision != Decision.VANISHED && !decision.isRefused();
      return String.format(
          Locale.ROOT,
          format,
          partition,
          text(stored, "-"),
          text(beginning, "-"),
          text(end, "-"),
          text(start, reads ? "earliest" : "-"),
          decision.word());
    }

    /** Its figures in one line. */
    @Override
    public String toString() {
      return cells("%s: stored %s, first %s, end %s, begins at %s, because %s");
    }

    private static String text(OptionalLong number, String otherwise) {
      return number.isPresent() ? Long.toString(number.getAsLong()) : otherwise;
    }
  }

  private final StreamId stream;
  private final OffsetCommit commit;
  private final List<Line> lines;
  private final Map<String, TopicIdentity> identities;

  ResumePlan(
      StreamId stream,
      Optional<OffsetCommit> commit,
      List<Line> lines,
      Map<String, TopicIdentity> identities) {
    this.identities = identities;
    this.stream = stream;
    this.commit = commit.orElse(null);
    this.lines = Collections.unmodifiableList(new ArrayList<>(lines));
  }

  /** The stream. */
  public StreamId stream() {
    return stream;
  }

  /** The commit that the plan resumes from; empty if nothing was stored. */
  public Optional<OffsetCommit> commit() {
    return Optional.ofNullable(commit);
  }

  /** A line for each partition, in order; cannot be modified. */
  public List<Line> lines() {
    return lines;
  }

  /** Where reading begins; partitions that it does not name begin at their earliest record. */
  public TopicOffsets start() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Line line : lines) {
      line.start.ifPresent(number -> offsets.put(line.partition, number));
    }
    return TopicOffsets.of(offsets);
  }

  /**
   * Where each partition of the source begins, as the START keeps it. New partitions are among
   * them, by the number of their earliest record: without them, a restart that finds nothing else
   * stored would take the fallback, and might skip them.
   */
  Map<TopicPartition, Place> places() {
    Map<TopicPartition, Place> places = new HashMap<>();
    for (Line line : lines) {
      if (line.decision != Decision.VANISHED) {
        OptionalLong number = line.decision == Decision.NEW ? line.beginning : line.start;
        places.put(
            line.partition, number.isPresent() ? Place.at(number.getAsLong()) : Place.EARLIEST);
      }
    }
    return places;
  }

  /** Whose the places are; a topic is missing if nobody knows whose a stored offset of it is. */
  Map<String, TopicIdentity> identities() {
    return identities;
  }

  /** Whether any partition begins by the fallback, for which only a checkpoint may know better. */
  boolean isFallback() {
    return lines.stream().anyMatch(line -> line.decision == Decision.FIRST_TIME);
  }

  /** One line: how many partitions of each kind, and which are not as they were. */
  @Override
  public String toString() {
    Map<Decision, List<TopicPartition>> partitions =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    Line::decision,
                    TreeMap::new,
                    Collectors.mapping(Line::partition, Collectors.toList())));
    return partitions.entrySet().stream()
        .map(entry -> summary(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", ", "Stream '" + stream + "' begins: ", ""));
  }

  private static String summary(Decision decision, List<TopicPartition> partitions) {
    boolean one = partitions.size() == 1;
    String count = Texts.count(partitions.size(), "partition");
    switch (decision) {
      case STORED:
        return count + (one ? " where it was stored" : " where they were stored");
      case NEW:
        return Texts.count(partitions.size(), "new partition")
            + (one ? " from its earliest record " : " from their earliest record ")
            + some(partitions);
      case VANISHED:
        return Texts.count(partitions.size(), "vanished partition")
            + " to be dropped "
            + some(partitions);
      case FIRST_TIME:
        return count + " for the first time";
      default:
        return count + " by " + decision.word();
    }
  }

  private static String some(List<TopicPartition> partitions) {
    int more = partitions.size() - MOST_NAMED;
    return partitions.stream()
        .limit(MOST_NAMED)
        .map(TopicPartition::toString)
        .collect(Collectors.joining(", ", "[", more > 0 ? " and " + more + " more]" : "]"));
  }

  /** The lines that make the load fail. */
  List<Line> refused() {
    return lines.stream().filter(line -> line.decision.isRefused()).collect(Collectors.toList());
  }

  /** A table for people, a line for each partition. */
  public String describe() {
    int width = lines.stream().mapToInt(line -> line.partition.toString().length()).max().orElse(0);
    String format = "%-" + Math.max(width, "partition".length()) + "s %12s %12s %12s %12s  %s";
    String from =
        commit == null
            ? "nothing is stored"
            : String.format(
                Locale.ROOT,
                "stored by generation %d, sequence %d, at %s",
                commit.generation(),
                commit.sequence(),
                commit.provenance().time());
    String head =
        String.format(
            Locale.ROOT, format, "partition", "stored", "first", "end", "begins at", "because");
    return lines.stream()
        .map(line -> line.cells(format))
        .collect(
            Collectors.joining("\n", "Stream '" + stream + "', " + from + "\n" + head + "\n", ""));
  }
}
