package io.github.kafkaspark.offsets.move;

import io.github.kafkaspark.offsets.store.MovedStream;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A store that fails an append, as if its host were stopped there, and lets others come between.
 */
final class StoppedStore implements OffsetStore {

  private final OffsetStore store;
  private Predicate<NewCommit> fails = content -> false;
  private Optional<MovedStream> moved = Optional.empty();
  private Runnable beforeClaim = () -> {};

  StoppedStore(OffsetStore store) {
    this.store = store;
  }

  /** Fails these appends. */
  void fails(Predicate<NewCommit> appends) {
    fails = appends;
  }

  /** Does this before the next claim. */
  void beforeClaim(Runnable event) {
    beforeClaim = event;
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
    Runnable event = beforeClaim;
    beforeClaim = () -> {};
    event.run();
    OffsetWriter writer = store.claim(stream, start);
    return new OffsetWriter() {
      @Override
      public OffsetCommit latest() {
        return writer.latest();
      }

      @Override
      public OffsetCommit append(NewCommit content) {
        if (fails.test(content)) {
          throw new OffsetStoreException("stopped");
        }
        return writer.append(content);
      }

      @Override
      public void close() {
        writer.close();
      }
    };
  }

  /** Another program moves the stream, as far as a reader of this store sees. */
  void movedTo(MovedStream place) {
    moved = Optional.of(place);
  }

  @Override
  public Optional<MovedStream> moved(StreamId stream) {
    return moved;
  }

  @Override
  public OffsetWriter adopt(StreamId stream, NewCommit start) {
    moved = Optional.empty();
    return claim(stream, start);
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return "stopped " + store;
  }
}
