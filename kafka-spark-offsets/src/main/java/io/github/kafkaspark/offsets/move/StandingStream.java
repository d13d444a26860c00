package io.github.kafkaspark.offsets.move;

import static java.util.stream.Collectors.joining;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.MovedStream;
import io.github.kafkaspark.offsets.store.NearestStreams;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a stream was seen that is to be changed. Used by one thread at a time. */
final class StandingStream {

  final OffsetStore store;
  final StreamId stream;

  /** What is being done, such as {@code rewind}. */
  final String verb;

  /** The newest commit that was seen; empty if the stream is not stored. */
  final Optional<OffsetCommit> commit;

  /** What another program has made of it, which is to be adopted; null if nothing is. */
  final MovedStream moved;

  private final Instant seen;

  /** Read when somebody asks for an older commit. */
  private List<OffsetCommit> history;

  private StandingStream(
      OffsetStore store,
      StreamId stream,
      String verb,
      Optional<OffsetCommit> commit,
      MovedStream moved,
      Instant seen) {
    this.moved = moved;
    this.store = store;
    this.stream = stream;
    this.verb = verb;
    this.commit = commit;
    this.seen = seen;
  }

  /** Where it is, if it is stored. */
  static StandingStream look(String verb, OffsetStore store, StreamId stream) {
    Instant seen = now(store);
    return new StandingStream(store, stream, verb, store.latest(stream), null, seen);
  }

  /**
   * Where another program has moved it.
   *
   * @throws IllegalStateException if none has
   */
  static StandingStream lookMoved(OffsetStore store, StreamId stream) {
    Instant seen = now(store);
    MovedStream moved =
        store
            .moved(stream)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        String.format(
                            "Cannot adopt '%s': no other program has moved it in the %s; it is as the "
                                + "store has it",
                            stream, store)));
    return new StandingStream(store, stream, "adopt", moved.before(), moved, seen);
  }

  private static Instant now(OffsetStore store) {
    return store.clock().orElseGet(Instant::now);
  }

  /** The time by which the owner's last commit is old. */
  Instant now() {
    return now(store);
  }

  /**
   * The same.
   *
   * @throws IllegalStateException if it is not stored
   */
  StandingStream requireStored() {
    if (!commit.isPresent()) {
      throw NearestStreams.unknown(verb + " '" + stream + "'", stream, store);
    }
    return this;
  }

  /** Whether another program has written over the commit that says who owns it. */
  boolean isOfUnknownOwner() {
    return moved != null && !commit.isPresent();
  }

  Optional<StreamOwner> owner() {
    return commit.map(newest -> StreamOwner.of(newest, seen));
  }

  TopicOffsets offsets() {
    return commit.map(OffsetCommit::offsets).orElse(TopicOffsets.empty());
  }

  /** Where another program has moved it to. */
  TopicOffsets moved() {
    return moved == null ? TopicOffsets.empty() : moved.offsets();
  }

  Map<String, TopicIdentity> identities() {
    return commit.map(OffsetCommit::identities).orElse(Collections.emptyMap());
  }

  /** The commit with this sequence, of those that the store still has. */
  OffsetCommit commit(long sequence) {
    if (history == null) {
      history = store.history(stream);
    }
    return history.stream()
        .filter(each -> each.sequence() == sequence)
        .findFirst()
        .orElseThrow(
            () ->
                refusal(
                    String.format(
                        "sequence %d is not among the commits that the %s still has: %s",
                        sequence,
                        store,
                        history.stream()
                            .map(each -> Long.toString(each.sequence()))
                            .collect(joining(", ")))));
  }

  IllegalStateException refusal(String why) {
    return new IllegalStateException("Cannot " + verb + " '" + stream + "': " + why);
  }
}
