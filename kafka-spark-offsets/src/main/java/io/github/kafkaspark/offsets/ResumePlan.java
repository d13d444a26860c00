package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumeLine.Outcome;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointWarning;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Where each partition of a source will begin, why, and what that costs. To make one changes
 * nothing and claims nothing, also beside the running job:
 *
 * <pre>{@code
 * Resume resume = Resume.from(store, StreamId.of("orders-to-lake")).firstTimeFails();
 * ResumePlan plan = source.ask(resume::plan);
 * System.out.println(plan.describe());
 * System.exit(plan.refused().isEmpty() ? 0 : 1);
 * }</pre>
 *
 * <p>An immutable value. Its text is a line, {@link #describe} has one for each partition, and
 * {@link #toJson} is for programs.
 */
public final class ResumePlan {

  private final StreamId stream;
  private final OffsetCommit commit;
  private final List<ResumeLine> lines;
  private final Map<String, TopicIdentity> identities;
  private final CheckpointPlan checkpoint;
  private final boolean failsIfOverruled;

  /**
   * @param checkpoint decides where the source begins; null if none does
   * @param failsIfOverruled whether no checkpoint may overrule what is stored
   */
  ResumePlan(
      StreamId stream,
      Optional<OffsetCommit> commit,
      List<ResumeLine> lines,
      Map<String, TopicIdentity> identities,
      CheckpointPlan checkpoint,
      boolean failsIfOverruled) {
    this.identities = identities;
    this.checkpoint = checkpoint;
    this.failsIfOverruled = failsIfOverruled;
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

  /**
   * The checkpoint by which the source begins; empty if {@link Resume#checkpoint(String)} has named
   * none, or no query has begun with it.
   */
  public Optional<CheckpointOffsets> checkpoint() {
    return checkpointPlan().map(plan -> plan.checkpoint);
  }

  /**
   * What to know of the checkpoint: what Spark will fail on under it, or, where the plan refuses
   * it, what a new one would not have. Cannot be modified.
   */
  public List<CheckpointWarning> checkpointWarnings() {
    return checkpoint == null ? Collections.emptyList() : checkpoint.warnings;
  }

  Optional<CheckpointPlan> checkpointPlan() {
    return Optional.ofNullable(checkpoint);
  }

  /** Whether no checkpoint may overrule what is stored. */
  boolean failsIfOverruled() {
    return failsIfOverruled;
  }

  /** A line for each partition, in order, those that do not exist last; cannot be modified. */
  public List<ResumeLine> lines() {
    return lines;
  }

  /** The lines that make the load fail; none if it would not. */
  public List<ResumeLine> refused() {
    return lines.stream().filter(ResumeLine::isRefused).collect(Collectors.toList());
  }

  /** Where reading begins; partitions that it does not name begin at their earliest record. */
  public TopicOffsets start() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (ResumeLine line : lines) {
      line.start().ifPresent(number -> offsets.put(line.partition(), number));
    }
    return TopicOffsets.of(offsets);
  }

  /** The {@link ResumeLine#skipped() records skipped} of all partitions. */
  public long skipped() {
    return new ResumeTexts(lines).skipped();
  }

  /** The {@link ResumeLine#gone() records gone} of those partitions of which they are known. */
  public long gone() {
    return new ResumeTexts(lines).gone();
  }

  /** The {@link ResumeLine#readAgain() records read again} of all partitions. */
  public long readAgain() {
    return new ResumeTexts(lines).readAgain();
  }

  /**
   * Where each partition of the source begins, as the START keeps it. What begins at its earliest
   * record is among them, by that record's number: without it, a restart that finds nothing else
   * stored would take the fallback, and might skip it.
   */
  Map<TopicPartition, Place> places() {
    Map<TopicPartition, Place> places = new HashMap<>();
    for (ResumeLine line : lines) {
      if (line.exists()) {
        OptionalLong number =
            line.outcome() == Outcome.EARLIEST && line.reason() != Reason.FIRST_TIME
                ? line.beginning()
                : line.start();
        places.put(
            line.partition(), number.isPresent() ? Place.at(number.getAsLong()) : Place.EARLIEST);
      }
    }
    return places;
  }

  /**
   * What Spark is handed, which a checkpoint overrules: without what the brokers do not have, since
   * that must not hold up a load.
   */
  TopicOffsets handedToSpark() {
    Set<TopicPartition> unreadable = new HashSet<>();
    for (ResumeLine line : lines) {
      if (line.reason() == Reason.CHECKPOINT
          && line.start().isPresent()
          && (line.start().getAsLong() < line.beginning().orElse(0)
              || line.start().getAsLong() > line.end().orElse(Long.MAX_VALUE))) {
        boolean unused = unreadable.add(line.partition());
      }
    }
    return start().filter(partition -> !unreadable.contains(partition));
  }

  /**
   * The topics that a checkpoint has read elsewhere than they are stored, maybe others of a name.
   */
  Set<String> unsureTopics() {
    return lines.stream()
        .filter(ResumeLine::isUnsure)
        .map(line -> line.partition().topic())
        .collect(Collectors.toSet());
  }

  /** Whose the places are; a topic is missing if nobody knows whose a stored offset of it is. */
  Map<String, TopicIdentity> identities() {
    return identities;
  }

  /** Whether any partition begins by the fallback, for which only a checkpoint may know better. */
  boolean isFallback() {
    return lines.stream().anyMatch(line -> line.reason() == Reason.FIRST_TIME);
  }

  /** What a log says of answers to surprises; empty if none has moved a partition. */
  String accepted() {
    String accepted = new ResumeTexts(lines).accepted();
    String doubts = doubts();
    return accepted.isEmpty() || doubts.isEmpty() ? accepted : accepted + "; " + doubts;
  }

  private String doubts() {
    return new ResumeTexts(lines)
        .doubts(
            topic ->
                commit != null
                    && Optional.ofNullable(commit.identities().get(topic))
                        .flatMap(TopicIdentity::topicId)
                        .isPresent());
  }

  /** One line: how many partitions of each kind, which are not as they were, and what it costs. */
  @Override
  public String toString() {
    return "Stream '" + stream + "' begins: " + new ResumeTexts(lines).summary();
  }

  /**
   * A table for people, a line for each partition: the stored offset, the first and the end that
   * the brokers have, where it begins, the records that are {@link ResumeLine#skipped() skipped},
   * {@link ResumeLine#gone() gone} and {@link ResumeLine#readAgain() read again}, and why; then a
   * doubt whether a topic is the one that was stored, if there is one, and the checkpoint, if one
   * decides.
   */
  public String describe() {
    String from =
        commit == null
            ? "nothing is stored"
            : String.format(
                Locale.ROOT,
                "stored by generation %d, sequence %d, at %s",
                commit.generation(),
                commit.sequence(),
                commit.provenance().time());
    return "Stream '"
        + stream
        + "', "
        + from
        + "\n"
        + new ResumeTexts(lines).table()
        + (doubts().isEmpty() ? "" : "\nwarning: " + doubts())
        + (checkpoint == null ? "" : checkpoint.describe());
  }

  /**
   * The plan as one JSON object on a line. Version 1 has these fields, all of them always:
   *
   * <ul>
   *   <li>{@code version} is 1. A later library may add fields under the same version, so leave out
   *       what you do not know; a field that changes its meaning gets another version.
   *   <li>{@code stream}; {@code commit} with {@code generation}, {@code sequence} and {@code time}
   *       in UTC, or null if nothing is stored; {@code refused}, whether the load would fail.
   *   <li>{@code checkpoint}, null if none decides, with {@code location}, {@code state} ({@code
   *       CheckpointState}), {@code queryId} and {@code batch}, which may be null, and {@code
   *       warnings}, each with {@code kind} ({@code CheckpointWarning.Kind}) and {@code text}.
   *   <li>{@code skipped}, {@code gone}, {@code readAgain}: the sums of what is known.
   *   <li>{@code partitions}, in the order of {@link #lines}, each with {@code topic}, {@code
   *       partition}, {@code reason} ({@link ResumeLine.Reason#word}), {@code answer} ({@link
   *       ResumePolicy.Answer#word} or null), {@code outcome} ({@link ResumeLine.Outcome#word}),
   *       and the numbers {@code stored}, {@code first}, {@code end}, {@code start}, {@code
   *       skipped}, {@code gone}, {@code readAgain}, of which those that the line does not have are
   *       null.
   * </ul>
   *
   * <p>Nothing of the library reads it back.
   */
  public String toJson() {
    return ResumePlanJson.write(stream, commit(), lines, checkpointPlan());
  }
}
