package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A store in memory that fails as a model says: before it does what it is asked, or after. */
final class ModelStore implements OffsetStore {

  enum Weather {
    FAIR,
    FAILS_BEFORE,
    FAILS_AFTER
  }

  private volatile OffsetStore inner = OffsetStores.inMemory();
  private volatile Weather weather = Weather.FAIR;

  void turn(Weather next) {
    weather = next;
  }

  /** All that was stored is gone. */
  void lose() {
    inner = OffsetStores.inMemory();
  }

  boolean isFair() {
    return weather == Weather.FAIR;
  }

  private <T> T call(Supplier<T> what) {
    if (weather == Weather.FAILS_BEFORE) {
      throw new OffsetStoreException("the model's store is down");
    }
    T result = what.get();
    if (weather == Weather.FAILS_AFTER) {
      throw new OffsetStoreException("the model's store has not answered");
    }
    return result;
  }

  @Override
  public Optional<OffsetCommit> latest(StreamId stream) {
    return call(() -> inner.latest(stream));
  }

  /** Also in bad weather: for the model alone. */
  OffsetCommit now(StreamId stream) {
    return inner.latest(stream).orElse(null);
  }

  @Override
  public List<OffsetCommit> history(StreamId stream) {
    return call(() -> inner.history(stream));
  }

  @Override
  public Set<StreamId> streams() {
    return call(inner::streams);
  }

  @Override
  public OffsetWriter claim(StreamId stream, NewCommit start) {
    return call(() -> new Writer(inner.claim(stream, start)));
  }

  @Override
  public void close() {}

  private final class Writer implements OffsetWriter {

    private final OffsetWriter writer;

    Writer(OffsetWriter writer) {
      this.writer = writer;
    }

    @Override
    public OffsetCommit append(NewCommit commit) {
      return call(() -> writer.append(commit));
    }

    @Override
    public OffsetCommit latest() {
      return writer.latest();
    }

    @Override
    public void close() {
      writer.close();
    }
  }
}
