package io.github.kafkaspark.offsets.store;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import java.util.Map;
import java.util.Objects;

/**
 * One durable record of where a stream is. It is complete in itself: it has all the offsets of the
 * stream, not only those that changed. An immutable value.
 */
public final class OffsetCommit {

  private final StreamId stream;
  private final long generation;
  private final long sequence;
  private final NewCommit content;

  private OffsetCommit(StreamId stream, long generation, long sequence, NewCommit content) {
    this.stream = requireNonNull(stream, "stream");
    this.generation = generation;
    this.sequence = sequence;
    this.content = requireNonNull(content, "content");
  }

  /**
   * A commit at its place in the stream; made by stores.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code generation} or {@code sequence} is below 1
   */
  public static OffsetCommit of(
      StreamId stream, long generation, long sequence, NewCommit content) {
    requirePositive("generation", generation);
    requirePositive("sequence", sequence);
    return new OffsetCommit(stream, generation, sequence, content);
  }

  /**
   * The commit after this one by the same writer; made by stores.
   *
   * @throws NullPointerException if {@code content} is null
   */
  public OffsetCommit next(NewCommit content) {
    return of(stream, generation, sequence + 1, content);
  }

  private static void requirePositive(String name, long number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "Invalid " + name + ": '" + number + "' (expected 1 or more)");
    }
  }

  /** The stream. */
  public StreamId stream() {
    return stream;
  }

  /** The number of the claim that made it: 1, 2, 3 and so on. The newest claim owns the stream. */
  public long generation() {
    return generation;
  }

  /**
   * Its place in the stream over all claims: 1, 2, 3 and so on. A commit that a writer makes in the
   * moment of its replacement may have the number of the new claim's START, or a higher one. No
   * reader sees it from then on, so generations come first in the order.
   */
  public long sequence() {
    return sequence;
  }

  /** All of it but its place in the stream: what its writer has asked for. */
  public NewCommit content() {
    return content;
  }

  /** The kind of the commit. */
  public NewCommit.Kind kind() {
    return content.kind();
  }

  /** Whether it is a tombstone, with which the stream was forgotten. */
  public boolean isForgotten() {
    return kind() == NewCommit.Kind.FORGOTTEN;
  }

  /** For each partition the next offset to read. */
  public TopicOffsets offsets() {
    return content.offsets();
  }

  /**
   * Whose the offsets are, by topic, in order; cannot be modified. Of a topic that it lacks nothing
   * is known.
   */
  public Map<String, TopicIdentity> identities() {
    return content.identities();
  }

  /** The provenance: who made it, and from what. */
  public Provenance provenance() {
    return content.provenance();
  }

  /**
   * Where a claim begins that goes on at this commit, be it of another stream or in another store:
   * a START with its offsets, whose they are, and its provenance, so that the claim still knows how
   * old the place is. It is not {@link Provenance#isClosed closed}.
   */
  public NewCommit asStart() {
    return NewCommit.start(content.offsets(), content.provenance().asOpen())
        .withIdentities(content.identities());
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof OffsetCommit)) {
      return false;
    }
    OffsetCommit that = (OffsetCommit) other;
    return generation == that.generation
        && sequence == that.sequence
        && stream.equals(that.stream)
        && content.equals(that.content);
  }

  @Override
  public int hashCode() {
    return Objects.hash(stream, generation, sequence, content);
  }

  @Override
  public String toString() {
    return String.format(
        "%s of '%s' (generation %d, sequence %d): %s",
        kind(), stream, generation, sequence, content.text());
  }
}
