package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.move.Rewinds;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream that the host commits by itself, if anybody does: a load claims nothing. */
final class HostsStream implements StoredStream {

  private static final Logger LOG = LoggerFactory.getLogger(HostsStream.class);

  private final OffsetStore store;
  private final StreamId stream;

  HostsStream(OffsetStore store, StreamId stream) {
    this.store = store;
    this.stream = stream;
  }

  @Override
  public Optional<OffsetCommit> latest(BrokerOffsets brokers) {
    return store.latest(stream);
  }

  @Override
  public Set<TopicPartition> notKept(Set<TopicPartition> gone) {
    return store.missing(gone);
  }

  @Override
  public Optional<OffsetCommit> rewind(OffsetCommit newest) {
    return Rewinds.last(store, newest);
  }

  /** Without the commit of what is accepted, the host would take its first batch for a replay. */
  @Override
  public void begin(ResumePlan plan, BrokerOffsets brokers) {
    store.sourceBegins(stream, brokers.identities());
    if (plan.commit().isPresent() && !plan.accepted().isEmpty()) {
      String writer = plan.commit().get().provenance().writer();
      store.sourceBeginsElsewhere(
          stream,
          StreamLoad.of(plan, brokers).start(plan.commit(), Provenance.of(writer, Instant.now())));
    }
    LOG.info("{}", plan);
  }

  @Override
  public String goOnAt(ResumePlan plan, TopicOffsets offsets) {
    return store.hostsClaim(stream).isPresent()
        ? "begin there with a new checkpoint and by a resume policy, which the open writer commits"
        : StoredStream.super.goOnAt(plan, offsets);
  }
}
