package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumeLine.Outcome;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.SinkOffsets;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream whose sink keeps the offsets with its rows. */
final class SinkStream implements StoredStream {

  private static final Logger LOG = LoggerFactory.getLogger(SinkStream.class);

  private final StreamId stream;
  private final Supplier<SinkOffsets> kept;
  private final Consumer<SinkOffsets> begins;

  SinkStream(StreamId stream, Supplier<SinkOffsets> kept, Consumer<SinkOffsets> begins) {
    this.stream = stream;
    this.kept = kept;
    this.begins = begins;
  }

  /** When it was written nobody knows: by now, so no record counts as younger. */
  @Override
  public Optional<OffsetCommit> latest(BrokerOffsets brokers) {
    SinkOffsets now = kept.get();
    if (now.offsets().isEmpty()) {
      return Optional.empty();
    }
    NewCommit content =
        NewCommit.batch(now.offsets(), Provenance.of("sink", Instant.now()))
            .withIdentities(now.identities())
            .withoutOtherIdentities();
    return Optional.of(OffsetCommit.of(stream, 1, 1, content));
  }

  /**
   * Where the source begins elsewhere nothing is kept, not even a new place. That place may be
   * another one when the query starts again, while its checkpoint still has the first batch.
   */
  @Override
  public void begin(ResumePlan plan, BrokerOffsets brokers) {
    SinkOffsets before = kept.get();
    Set<TopicPartition> moved =
        plan.lines().stream()
            .filter(SinkStream::isMoved)
            .map(ResumeLine::partition)
            .collect(Collectors.toSet());
    TopicOffsets stay = before.offsets().filter(partition -> !moved.contains(partition));
    Map<String, TopicIdentity> whose = new HashMap<>(before.identities());
    whose.putAll(brokers.identities());
    whose.keySet().removeAll(plan.unsureTopics());
    begins.accept(SinkOffsets.of(stay, whose));
    LOG.info("{}", plan);
  }

  /** A checkpoint runs again what the sink may have, so there the sink's own place counts. */
  private static boolean isMoved(ResumeLine line) {
    return line.outcome() == Outcome.DROPPED
        || (line.isRead()
            && line.reason() != Reason.CHECKPOINT
            && line.stored().isPresent()
            && !line.stored().equals(line.start()));
  }

  @Override
  public String goOnAt(ResumePlan plan, TopicOffsets offsets) {
    return "begin there with a new checkpoint and by a resume policy, which the sink follows";
  }
}
