package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.DataLoss;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Brokers that have the offsets 10 to 100 of {@code t-0}, {@code t-1} and {@code u-0}, and a stream
 * of which one partition is not as it was stored: {@code t-0}, or, if it has vanished, {@code t-7}.
 * The topics are selected by a pattern.
 */
final class SurprisingBrokers implements BrokerOffsets {

  static final StreamId STREAM = StreamId.of("surprised");
  static final TopicPartition ODD = new TopicPartition("t", 0);

  private static final Provenance BY =
      Provenance.of("an earlier run", Instant.parse("2026-05-01T12:00:00Z"));
  private static final TopicOffsets FIRST =
      TopicOffsets.empty().withOffset("t", 0, 10).withOffset("t", 1, 10).withOffset("u", 0, 10);
  private static final TopicOffsets END =
      TopicOffsets.empty().withOffset("t", 0, 100).withOffset("t", 1, 100).withOffset("u", 0, 100);

  private final DataLoss onDataLoss;

  private SurprisingBrokers(DataLoss onDataLoss) {
    this.onDataLoss = onDataLoss;
  }

  /** For a source that fails if records are gone. */
  static SurprisingBrokers failing() {
    return new SurprisingBrokers(DataLoss.FAIL);
  }

  /** For a source that accepts that. */
  static SurprisingBrokers skipping() {
    return new SurprisingBrokers(DataLoss.SKIP);
  }

  /** The partition that has the surprise. */
  static TopicPartition odd(Surprise surprise) {
    return surprise == Surprise.VANISHED ? new TopicPartition("t", 7) : ODD;
  }

  /** Stores the stream so that a start from these brokers meets the surprise, and no other. */
  static void store(Surprise surprise, OffsetStore store) {
    TopicOffsets others = TopicOffsets.empty().withOffset("t", 1, 50).withOffset("u", 0, 60);
    TopicIdentity t = TopicIdentity.of("here").withTopicId("t-now");
    switch (surprise) {
      case NEW:
        store(others, t, store);
        break;
      case AGED_OUT:
        store(others.withOffset("t", 0, 4), t, store);
        break;
      case BEYOND_END:
        store(others.withOffset("t", 0, 130), t, store);
        break;
      case CREATED_ANEW:
        store(
            others.withOffset("t", 0, 40).withOffset("t", 9, 90),
            TopicIdentity.of("here").withTopicId("t-before"),
            store);
        break;
      case OTHER_CLUSTER:
        store(
            others.withOffset("t", 0, 40).withOffset("t", 9, 90),
            TopicIdentity.of("there").withTopicId("t-there"),
            store);
        break;
      case VANISHED:
        store(others.withOffset("t", 0, 40).withOffset("t", 7, 70), t, store);
        break;
      default:
        throw new IllegalArgumentException("no surprise of the brokers: " + surprise);
    }
  }

  /**
   * Stores the stream so that the odd partition is beyond its end, without whose the topics are.
   */
  static void storeWithoutIds(OffsetStore store) {
    TopicOffsets offsets =
        TopicOffsets.empty().withOffset("t", 0, 130).withOffset("t", 1, 50).withOffset("u", 0, 60);
    store.claim(STREAM, NewCommit.start(offsets, BY)).close();
  }

  private static void store(TopicOffsets offsets, TopicIdentity t, OffsetStore store) {
    store
        .claim(
            STREAM,
            NewCommit.start(offsets, BY)
                .withIdentity("t", t)
                .withIdentity("u", TopicIdentity.of("here").withTopicId("u-now")))
        .close();
  }

  @Override
  public Set<TopicPartition> partitions() {
    return END.partitions();
  }

  @Override
  public boolean selects(TopicPartition partition) {
    return partition.topic().length() == 1;
  }

  @Override
  public TopicOffsets beginning() {
    return FIRST;
  }

  @Override
  public TopicOffsets end() {
    return END;
  }

  @Override
  public Optional<String> clusterId() {
    return Optional.of("here");
  }

  @Override
  public Map<String, TopicIdentity> identities() {
    Map<String, TopicIdentity> identities = new TreeMap<>();
    identities.put("t", TopicIdentity.of("here").withTopicId("t-now"));
    identities.put("u", TopicIdentity.of("here").withTopicId("u-now"));
    return identities;
  }

  @Override
  public Optional<String> selection() {
    return Optional.of("SubscribePattern[.]");
  }

  @Override
  public DataLoss onDataLoss() {
    return onDataLoss;
  }
}
