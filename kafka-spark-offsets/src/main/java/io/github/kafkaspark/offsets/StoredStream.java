package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.SparkSession;

/** The source of the stored offsets, which also hears what is made of them. */
interface StoredStream {

  /** What is stored, for a source that is about to begin. */
  Optional<OffsetCommit> latest(BrokerOffsets brokers);

  /** The same for a look, which changes nothing, whatever the stream is doing. */
  default Optional<OffsetCommit> look(BrokerOffsets brokers) {
    return latest(brokers);
  }

  /** Of partitions that do not exist, those whose offsets the store cannot keep. */
  default Set<TopicPartition> notKept(Set<TopicPartition> gone) {
    return Collections.emptySet();
  }

  /** What Spark's settings say about surprises. */
  default ResumePolicy settings() {
    return ResumeSettings.ofSession();
  }

  /** By which a person has moved the stream to where it is; empty if that was not so. */
  default Optional<OffsetCommit> rewind(OffsetCommit newest) {
    return Optional.empty();
  }

  /** The session that will run the query; empty if there is none. */
  default Optional<SparkSession> session() {
    return ResumeSettings.session();
  }

  /** Called before {@link #begin}, with what the host says for the first time. */
  default void saysFirstTime(ResumePlan plan, StartingOffsets firstTime) {}

  /** Called before the source begins, with a plan in which nothing is refused. */
  default void begin(ResumePlan plan, BrokerOffsets brokers) {}

  /**
   * How to go on without what is refused, as a request.
   *
   * @param offsets where the source can go on
   */
  default String goOnAt(ResumePlan plan, TopicOffsets offsets) {
    return "start once with startingOffsets(StartingOffsets.at("
        + ClaimText.json(offsets)
        + ")) in place of resume() and with a new checkpoint, since an old one would overrule it; "
        + "the stream is then recorded from there";
  }

  /** How to go on where topics of another cluster are stored, as a request. */
  default String acceptCluster(ResumePlan plan) {
    return "add acceptOtherCluster() to the Resume once";
  }
}
