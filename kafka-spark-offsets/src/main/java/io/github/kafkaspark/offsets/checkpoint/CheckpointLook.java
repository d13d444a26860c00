package io.github.kafkaspark.offsets.checkpoint;

import io.github.kafkaspark.TopicOffsets;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** What one look at a checkpoint has found: an immutable value. */
final class CheckpointLook {

  final String location;
  final CheckpointState state;
  final TopicOffsets offsets;

  /** The newest batch that is done. */
  final OptionalLong batch;

  final Optional<String> queryId;
  final boolean keepsState;

  /** What is wrong with the newest files, for which Spark fails; empty if nothing is. */
  final Optional<String> damage;

  CheckpointLook(
      String location,
      CheckpointState state,
      TopicOffsets offsets,
      OptionalLong batch,
      Optional<String> queryId,
      boolean keepsState,
      Optional<String> damage) {
    this.location = location;
    this.state = state;
    this.offsets = offsets;
    this.batch = batch;
    this.queryId = queryId;
    this.keepsState = keepsState;
    this.damage = damage;
  }

  /** Of a folder that is not there. */
  static CheckpointLook ofNone(String location) {
    return new CheckpointLook(
        location,
        CheckpointState.NEW,
        TopicOffsets.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof CheckpointLook)) {
      return false;
    }
    CheckpointLook that = (CheckpointLook) other;
    return location.equals(that.location)
        && state == that.state
        && offsets.equals(that.offsets)
        && batch.equals(that.batch)
        && queryId.equals(that.queryId)
        && keepsState == that.keepsState
        && damage.equals(that.damage);
  }

  @Override
  public int hashCode() {
    return Objects.hash(location, state, offsets, batch);
  }

  @Override
  public String toString() {
    String place =
        state == CheckpointState.NEW ? "no query has begun with it" : words() + " " + offsets;
    return "Checkpoint " + location + ", " + place;
  }

  private String words() {
    String done = batch.isPresent() ? "batch " + batch.getAsLong() + " done" : "no batch done";
    switch (state) {
      case INITIAL_ONLY:
        return done + ", it begins at";
      case UNFINISHED_BATCH:
        return done + ", the next one begun and not done, from";
      default:
        return done + ", the next one begins at";
    }
  }
}
