package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.offsets.store.MovedStream;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.offsets.store.WriteAccess;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** A store that nobody claims a stream of: what was made to look stays so. */
final class LookedAtStore implements OffsetStore {

  private final OffsetStore store;

  LookedAtStore(OffsetStore store) {
    this.store = store;
  }

  @Override
  public Optional<OffsetCommit> latest(StreamId stream) {
    return store.latest(stream);
  }

  @Override
  public List<OffsetCommit> history(StreamId stream) {
    return store.history(stream);
  }

  @Override
  public Set<StreamId> streams() {
    return store.streams();
  }

  @Override
  public OffsetWriter claim(StreamId stream, NewCommit start) {
    throw refused(stream);
  }

  private IllegalStateException refused(StreamId stream) {
    return new IllegalStateException(
        String.format(
            "Cannot claim '%s' in the %s: it was opened by OffsetStores.existing, to look only; open "
                + "it by OffsetStores.at to write",
            requireNonNull(stream, "stream"), store));
  }

  @Override
  public OptionalLong hostsClaim(StreamId stream) {
    return store.hostsClaim(stream);
  }

  @Override
  public Optional<String> boundToHost() {
    return store.boundToHost();
  }

  @Override
  public Set<TopicPartition> missing(Set<TopicPartition> partitions) {
    return store.missing(partitions);
  }

  @Override
  public void sourceBegins(StreamId stream, Map<String, TopicIdentity> identities) {
    store.sourceBegins(stream, identities);
  }

  @Override
  public void sourceBeginsElsewhere(StreamId stream, NewCommit start) {
    store.sourceBeginsElsewhere(stream, start);
  }

  @Override
  public Optional<MovedStream> moved(StreamId stream) {
    return store.moved(stream);
  }

  @Override
  public OffsetWriter adopt(StreamId stream, NewCommit start) {
    throw refused(stream);
  }

  @Override
  public WriteAccess writeAccess() {
    return store.writeAccess();
  }

  @Override
  public Optional<Instant> clock() {
    return store.clock();
  }

  @Override
  public List<String> damage(StreamId stream) {
    return store.damage(stream);
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return store.toString();
  }
}
