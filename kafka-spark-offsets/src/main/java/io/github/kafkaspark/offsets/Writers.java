package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;

/** What the writers of all stores have in common. */
final class Writers {

  private Writers() {}

  /** The commit after {@code latest}, by the same writer. */
  static OffsetCommit next(
      OffsetCommit latest, OffsetCommit.Kind kind, TopicOffsets offsets, Provenance provenance) {
    return OffsetCommit.of(
        latest.stream(), latest.generation(), latest.sequence() + 1, kind, offsets, provenance);
  }

  static IllegalStateException closed(StreamId stream) {
    return new IllegalStateException(
        "Cannot commit offsets of '" + stream + "': the writer is closed; claim the stream again");
  }
}
