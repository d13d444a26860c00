package com.example;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** A store of this project's own: tells an audit of every claim, and leaves the rest to another. */
final class AuditedOffsetStore implements OffsetStore {

  private final OffsetStore store;
  private final Consumer<OffsetCommit> audit;

  AuditedOffsetStore(OffsetStore store, Consumer<OffsetCommit> audit) {
    this.store = store;
    this.audit = audit;
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
    OffsetWriter writer = store.claim(stream, start);
    audit.accept(writer.latest());
    return writer;
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
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return "audited " + store;
  }
}
