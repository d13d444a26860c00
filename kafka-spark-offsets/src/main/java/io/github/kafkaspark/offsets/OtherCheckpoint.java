package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicOffsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Says of a query that its checkpoint is of one that read other topics. */
final class OtherCheckpoint {

  private OtherCheckpoint() {}

  /**
   * The topics that a checkpoint has, if a source has none of them.
   *
   * @return empty too if the checkpoint has no topic
   */
  static Set<String> topics(TopicOffsets offsets, BrokerOffsets brokers) {
    Set<String> topics =
        offsets.partitions().stream()
            .map(TopicPartition::topic)
            .collect(Collectors.toCollection(TreeSet::new));
    return topics.stream().anyMatch(selectedBy(brokers)) ? new TreeSet<>() : topics;
  }

  private static Predicate<String> selectedBy(BrokerOffsets brokers) {
    SourceSelection selection =
        brokers.selection().map(SourceSelection::described).orElse(SourceSelection.NONE);
    return topic ->
        selection.has(topic)
            || brokers.partitions().stream().anyMatch(known -> known.topic().equals(topic));
  }

  /** What the query has, after its name. */
  static String text(Set<String> topics) {
    return "has the checkpoint of a query that read other topics: "
        + topics
        + ", which its sources do not select; start it with a new checkpoint, and it begins where the "
        + "stream is stored, or with its own; failOnDataLoss=false is no way out: it reads from their "
        + "earliest records the topics that the checkpoint lacks";
  }
}
