package io.github.kafkaspark.offsets;

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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** A store that is opened when it is first used, and again if that has failed. */
final class LazyStore implements OffsetStore {

  private final Supplier<OffsetStore> opener;
  private final String location;
  private final AtomicReference<Runnable> begun;
  private OffsetStore opened;
  private boolean closed;

  LazyStore(Supplier<OffsetStore> opener, String location) {
    this(opener, location, () -> {});
  }

  /**
   * @param begun is called once it has taken its first commit
   */
  LazyStore(Supplier<OffsetStore> opener, String location, Runnable begun) {
    this.opener = opener;
    this.location = location;
    this.begun = new AtomicReference<>(begun);
  }

  private synchronized OffsetStore opened() {
    if (closed) {
      throw new IllegalStateException("Cannot use " + this + ": it is closed");
    }
    if (opened == null) {
      opened = opener.get();
    }
    return opened;
  }

  @Override
  public Optional<OffsetCommit> latest(StreamId stream) {
    return opened().latest(stream);
  }

  @Override
  public List<OffsetCommit> history(StreamId stream) {
    return opened().history(stream);
  }

  @Override
  public Set<StreamId> streams() {
    return opened().streams();
  }

  @Override
  public OffsetWriter claim(StreamId stream, NewCommit start) {
    return begun(opened().claim(stream, start));
  }

  private OffsetWriter begun(OffsetWriter writer) {
    begun.getAndSet(() -> {}).run();
    return writer;
  }

  @Override
  public OptionalLong hostsClaim(StreamId stream) {
    return opened().hostsClaim(stream);
  }

  @Override
  public Optional<String> boundToHost() {
    return opened().boundToHost();
  }

  @Override
  public Set<TopicPartition> missing(Set<TopicPartition> partitions) {
    return opened().missing(partitions);
  }

  @Override
  public void sourceBegins(StreamId stream, Map<String, TopicIdentity> identities) {
    opened().sourceBegins(stream, identities);
  }

  @Override
  public void sourceBeginsElsewhere(StreamId stream, NewCommit start) {
    opened().sourceBeginsElsewhere(stream, start);
  }

  @Override
  public Optional<MovedStream> moved(StreamId stream) {
    return opened().moved(stream);
  }

  @Override
  public OffsetWriter adopt(StreamId stream, NewCommit start) {
    return begun(opened().adopt(stream, start));
  }

  @Override
  public WriteAccess writeAccess() {
    return opened().writeAccess();
  }

  @Override
  public Optional<Instant> clock() {
    return opened().clock();
  }

  @Override
  public List<String> damage(StreamId stream) {
    return opened().damage(stream);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (opened != null) {
      opened.close();
    }
  }

  @Override
  public String toString() {
    return "offset store " + location;
  }
}
