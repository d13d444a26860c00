package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.DataLoss;
import io.github.kafkaspark.internal.LoggedOnce;
import io.github.kafkaspark.internal.NearMiss;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * The answers that hold at one start: the code's own, then those of Spark's settings, then what
 * follows from a source that accepts the loss of records, then the standard ones.
 */
final class ResumeAnswers {

  /** What a source meets that accepts loss: Spark alone would go on with what there is. */
  private static final Set<Surprise> LOSSES =
      Collections.unmodifiableSet(
          EnumSet.of(Surprise.AGED_OUT, Surprise.BEYOND_END, Surprise.CREATED_ANEW));

  private final ResumePolicy code;
  private final ResumePolicy settings;
  private final boolean acceptsLoss;

  private ResumeAnswers(ResumePolicy code, ResumePolicy settings, boolean acceptsLoss) {
    this.code = code;
    this.settings = settings;
    this.acceptsLoss = acceptsLoss;
  }

  /**
   * The answers for one source.
   *
   * @param code what the host's code says
   * @param settings what Spark's settings say
   */
  static ResumeAnswers of(ResumePolicy code, ResumePolicy settings, DataLoss onDataLoss) {
    return new ResumeAnswers(code, settings, onDataLoss == DataLoss.SKIP);
  }

  /** What the host has said, for this topic or all; empty if it has left it to the standard. */
  Optional<Answer> said(Surprise surprise, String topic) {
    Optional<Answer> said = code.said(surprise, topic);
    if (!said.isPresent()) {
      said = settings.said(surprise, topic);
    }
    return said.isPresent() || !acceptsLoss || !LOSSES.contains(surprise)
        ? said
        : Optional.of(Answer.EARLIEST);
  }

  Answer to(Surprise surprise, String topic) {
    return said(surprise, topic).orElse(surprise.standard());
  }

  /** The answer to a checkpoint, which is of no topic. */
  Answer toCheckpoint() {
    Optional<Answer> said = code.said(Surprise.CHECKPOINT);
    return (said.isPresent() ? said : settings.said(Surprise.CHECKPOINT))
        .orElse(Surprise.CHECKPOINT.standard());
  }

  /**
   * Refuses answers of the code for a topic that the source does not read, and a pattern will not
   * find. The settings are the application's, so a topic of theirs may be another source's.
   */
  void requireRead(StreamId stream, BrokerOffsets brokers) {
    Set<String> read =
        brokers.partitions().stream()
            .map(TopicPartition::topic)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String topic : code.topics()) {
      if (isUnknown(topic, read, brokers)) {
        throw new IllegalArgumentException(
            String.format(
                "Invalid topic of the resume policy of '%s': '%s' (expected one that the source reads: "
                    + "%s); %s",
                stream,
                topic,
                String.join(", ", read),
                NearMiss.of(topic, read)
                    .map(near -> "did you mean '" + near + "'?")
                    .orElse("leave it out of this source's policy")));
      }
    }
    for (String topic : settings.topics()) {
      if (isUnknown(topic, read, brokers)) {
        NearMiss.of(topic, read).ifPresent(near -> warnOf(topic, near, stream));
      }
    }
  }

  private static void warnOf(String topic, String near, StreamId stream) {
    LoggedOnce.warn(
        String.format(
            "Spark's settings %s%s.… are for a topic that '%s' does not read, and it reads '%s'; if that "
                + "was meant, correct them",
            ResumeSettings.OF_TOPIC, topic, stream, near));
  }

  private static boolean isUnknown(String topic, Set<String> read, BrokerOffsets brokers) {
    return !read.contains(topic) && !brokers.selects(new TopicPartition(topic, 0));
  }
}
