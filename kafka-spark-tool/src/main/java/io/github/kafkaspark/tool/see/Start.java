package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.Brokers;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.ResumePlan;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Where a start would begin, and why it would be refused. */
final class Start {

  final ResumePlan plan;

  /** Empty if the start would begin. */
  final Optional<String> refusal;

  private Start(ResumePlan plan, Optional<String> refusal) {
    this.plan = plan;
    this.refusal = refusal;
  }

  /**
   * Asks the brokers, and changes nothing.
   *
   * @param topics that the source will select
   */
  static Start of(Resume resume, KafkaCluster cluster, Collection<String> topics) {
    return Brokers.ask(
        cluster,
        topics,
        brokers -> {
          ResumePlan plan = resume.plan(brokers);
          try {
            TopicOffsets unused = resume.resolve(brokers); // A check, which claims nothing.
            return new Start(plan, Optional.empty());
          } catch (IllegalStateException e) {
            return new Start(plan, Optional.of(e.getMessage()));
          }
        });
  }

  /** The topics that a stream has offsets of. */
  static Collection<String> topics(OffsetCommit commit) {
    Collection<String> topics = new TreeSet<>();
    for (TopicPartition partition : commit.offsets().partitions()) {
      topics.add(partition.topic());
    }
    return topics;
  }
}
