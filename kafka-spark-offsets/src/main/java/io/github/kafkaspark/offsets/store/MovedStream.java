package io.github.kafkaspark.offsets.store;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicOffsets;
import java.util.Objects;
import java.util.Optional;

/**
 * The place of a stream that another program has moved, as a store finds it: see {@link
 * OffsetStore#moved}. An immutable value.
 */
public final class MovedStream {

  private final TopicOffsets offsets;
  private final OffsetCommit before;

  private MovedStream(TopicOffsets offsets, OffsetCommit before) {
    this.offsets = requireNonNull(offsets, "offsets");
    this.before = before;
  }

  /**
   * A place that was moved here; of what was there before nothing is left.
   *
   * @throws NullPointerException if {@code offsets} is null
   */
  public static MovedStream of(TopicOffsets offsets) {
    return new MovedStream(offsets, null);
  }

  /**
   * The same, moved from this commit.
   *
   * @throws NullPointerException if {@code commit} is null
   */
  public MovedStream from(OffsetCommit commit) {
    return new MovedStream(offsets, requireNonNull(commit, "commit"));
  }

  /** For each partition the next offset to read, as the other program has it. */
  public TopicOffsets offsets() {
    return offsets;
  }

  /**
   * The newest commit of the stream that the other program wrote over, wholly or in part.
   *
   * @return empty if no partition has it any more
   */
  public Optional<OffsetCommit> before() {
    return Optional.ofNullable(before);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof MovedStream)) {
      return false;
    }
    MovedStream that = (MovedStream) other;
    return offsets.equals(that.offsets) && Objects.equals(before, that.before);
  }

  @Override
  public int hashCode() {
    return Objects.hash(offsets, before);
  }

  @Override
  public String toString() {
    return "moved to " + offsets + (before == null ? "" : " from " + before);
  }
}
