package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumeLine.Outcome;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;

/** Decides for each partition of a source where it begins. Changes nothing. */
final class ResumePlanner {

  private final BrokerOffsets brokers;
  private final Map<String, TopicIdentity> now;
  private final Optional<OffsetCommit> commit;
  private final Map<String, TopicIdentity> then;
  private final ResumeAnswers answers;

  /** What is stored of what the source selects. */
  private final TopicOffsets stored;

  /**
   * @param now whose the topics are, which was asked before all else
   * @param commit what is stored; empty if nothing is
   * @param answers what to do about surprises
   */
  ResumePlanner(
      BrokerOffsets brokers,
      Map<String, TopicIdentity> now,
      Optional<OffsetCommit> commit,
      ResumeAnswers answers) {
    this.brokers = brokers;
    this.now = now;
    this.commit = commit;
    this.then = commit.map(OffsetCommit::identities).orElse(Collections.emptyMap());
    this.answers = answers;
    this.stored =
        commit
            .map(OffsetCommit::offsets)
            .orElse(TopicOffsets.empty())
            .filter(partition -> brokers.selects(partition) && !isElsewhere(partition.topic()));
  }

  /** A pattern has names of other clusters' topics too. */
  private boolean isElsewhere(String topic) {
    TopicIdentity identity = then.get(topic);
    return identity != null
        && !now.containsKey(topic)
        && answers.to(Surprise.OTHER_CLUSTER, topic) != Answer.KEEP
        && brokers.clusterId().filter(id -> !id.equals(identity.clusterId())).isPresent();
  }

  /**
   * The plan.
   *
   * @param notKept of partitions that the brokers do not have, those that the store cannot keep
   */
  ResumePlan plan(
      StreamId stream, StartingOffsets fallback, UnaryOperator<Set<TopicPartition>> notKept) {
    answers.requireRead(stream, brokers);
    List<ResumeLine> lines = lines(this::line);
    if (lines.stream().anyMatch(ResumePlanner::isFirstTime)) {
      TopicOffsets otherwise = fallback.decide(brokers);
      brokers.requireReadable(otherwise);
      lines.replaceAll(line -> isFirstTime(line) ? begins(line, otherwise) : line);
    }
    return plan(stream, lines, null, notKept);
  }

  /**
   * The plan of a source that begins by a checkpoint, which has a place.
   *
   * @param notKept of partitions that the brokers do not have, those that the store cannot keep
   */
  ResumePlan plan(
      StreamId stream, CheckpointPlan checkpoint, UnaryOperator<Set<TopicPartition>> notKept) {
    answers.requireRead(stream, brokers);
    return plan(stream, lines(partition -> line(partition, checkpoint)), checkpoint, notKept);
  }

  /** What is stored of what the source selects. */
  TopicOffsets stored() {
    return stored;
  }

  private List<ResumeLine> lines(Function<TopicPartition, ResumeLine> decide) {
    List<ResumeLine> lines = new ArrayList<>();
    for (TopicPartition partition : brokers.partitions()) {
      lines.add(decide.apply(partition));
    }
    return lines;
  }

  private ResumePlan plan(
      StreamId stream,
      List<ResumeLine> lines,
      CheckpointPlan checkpoint,
      UnaryOperator<Set<TopicPartition>> notKept) {
    TopicOffsets gone = stored.filter(partition -> !brokers.partitions().contains(partition));
    if (!gone.isEmpty()) {
      Set<TopicPartition> lost = notKept.apply(gone.partitions());
      gone.asMap()
          .forEach(
              (partition, offset) ->
                  lines.add(vanished(partition, offset, lost.contains(partition))));
    }
    return new ResumePlan(
        stream,
        commit,
        lines,
        identities(lines),
        checkpoint,
        answers.toCheckpoint() == Answer.FAIL);
  }

  private static boolean isFirstTime(ResumeLine line) {
    return line.reason() == Reason.FIRST_TIME;
  }

  private static ResumeLine begins(ResumeLine line, TopicOffsets fallback) {
    return line.begins(Reason.FIRST_TIME, null, fallback.get(line.partition()));
  }

  private ResumeLine found(TopicPartition partition) {
    OptionalLong first = brokers.beginning().get(partition);
    OptionalLong end = brokers.end().get(partition);
    return ResumeLine.of(partition, stored.get(partition), first, end);
  }

  /** Of another topic the checkpoint has read no more than the store knows. */
  private ResumeLine line(TopicPartition partition, CheckpointPlan checkpoint) {
    String topic = partition.topic();
    ResumeLine line = found(partition);
    Optional<Surprise> other = ofOtherTopic(topic);
    if (other.filter(surprise -> answers.to(surprise, topic) != Answer.KEEP).isPresent()) {
      return line.answered(other.get(), Answer.FAIL); // Spark would not begin at another place.
    }
    OptionalLong start = checkpoint.checkpoint.offsets().get(partition);
    if (!start.isPresent() && !line.stored().isPresent()) {
      boolean fails = answers.to(Surprise.NEW, topic) == Answer.FAIL;
      return line.answered(Surprise.NEW, fails ? Answer.FAIL : Answer.EARLIEST);
    }
    if (!checkpoint.places.has(partition)) {
      return line.begins(Reason.CHECKPOINT, null, start);
    }
    return checkpoint.refuses()
        ? line.answered(Surprise.CHECKPOINT, Answer.FAIL)
        : line.begins(Reason.CHECKPOINT, Answer.WIN, start);
  }

  private ResumeLine line(TopicPartition partition) {
    String topic = partition.topic();
    OptionalLong offset = stored.get(partition);
    ResumeLine line = found(partition);
    OptionalLong first = line.beginning();
    OptionalLong end = line.end();
    Optional<Surprise> other = ofOtherTopic(topic);
    boolean isKept =
        other.filter(surprise -> answers.to(surprise, topic) == Answer.KEEP).isPresent();
    if (other.isPresent() && !isKept) {
      return answered(line, other.get());
    }
    if (!offset.isPresent()) {
      return stored.isEmpty() ? begins(line, TopicOffsets.empty()) : answered(line, Surprise.NEW);
    }
    if (offset.getAsLong() < first.orElse(0)) {
      return answered(line, Surprise.AGED_OUT);
    }
    if (offset.getAsLong() > end.orElse(Long.MAX_VALUE)) {
      return answered(line, Surprise.BEYOND_END);
    }
    return isKept ? answered(line, other.get()) : line;
  }

  private ResumeLine answered(ResumeLine line, Surprise surprise) {
    return line.answered(surprise, answers.to(surprise, line.partition().topic()));
  }

  private Optional<Surprise> ofOtherTopic(String topic) {
    TopicIdentity before = then.get(topic);
    TopicIdentity current = now.get(topic);
    if (before == null || current == null) {
      return Optional.empty();
    }
    if (before.isOfOtherCluster(current)) {
      return Optional.of(Surprise.OTHER_CLUSTER);
    }
    return before.isOtherLife(current) ? Optional.of(Surprise.CREATED_ANEW) : Optional.empty();
  }

  private ResumeLine vanished(TopicPartition partition, long offset, boolean isLost) {
    String topic = partition.topic();
    Optional<Surprise> other = ofOtherTopic(topic);
    if (other.isPresent()) { // The topic that is there now never had the partition.
      Answer answer = answers.to(other.get(), topic);
      Outcome outcome = answer == Answer.FAIL ? Outcome.REFUSED : Outcome.DROPPED;
      return ResumeLine.gone(partition, offset, Reason.of(other.get()), answer, outcome);
    }
    Answer answer =
        answers.said(Surprise.VANISHED, topic).orElse(isKnown(topic) ? Answer.KEEP : Answer.DROP);
    return ResumeLine.gone(partition, offset, Reason.VANISHED, answer, outcome(answer, isLost));
  }

  /** Whether a start will see that a topic of this name is another one, should it be back. */
  private boolean isKnown(String topic) {
    return Optional.ofNullable(then.get(topic)).flatMap(TopicIdentity::topicId).isPresent();
  }

  private static Outcome outcome(Answer toVanished, boolean isLost) {
    if (toVanished == Answer.FAIL) {
      return Outcome.REFUSED;
    }
    return toVanished == Answer.KEEP && !isLost ? Outcome.KEPT : Outcome.DROPPED;
  }

  /** Whose the places are: a stored one was seen under what is stored, another one just now. */
  private Map<String, TopicIdentity> identities(List<ResumeLine> lines) {
    AgreedIdentities identities = new AgreedIdentities();
    for (ResumeLine line : lines) {
      String topic = line.partition().topic();
      if (line.exists()) {
        boolean isStored =
            line.reason() == Reason.STORED
                || (line.reason() == Reason.CHECKPOINT
                    && line.start().isPresent()
                    && !ofOtherTopic(topic).isPresent());
        identities.add(topic, line.isUnsure() ? null : (isStored ? then : now).get(topic));
      }
    }
    return identities.found();
  }
}
