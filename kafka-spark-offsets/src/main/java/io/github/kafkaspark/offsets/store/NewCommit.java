package io.github.kafkaspark.offsets.store;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicOffsets;
import java.util.Objects;

/**
 * What a writer wants to commit: all of an {@link OffsetCommit} but its place in the stream, which
 * the store gives it. An immutable value.
 */
public final class NewCommit {

  /** The kinds of commits. */
  public enum Kind {
    /** Where a claim begins to read; nothing behind it is known to have been processed by it. */
    START,
    /** A batch whose sink has returned. */
    BATCH,
    /** A person moved the stream on purpose. */
    REWIND
  }

  private final Kind kind;
  private final TopicOffsets offsets;
  private final Provenance provenance;

  private NewCommit(Kind kind, TopicOffsets offsets, Provenance provenance) {
    this.kind = requireNonNull(kind, "kind");
    this.offsets = requireNonNull(offsets, "offsets");
    this.provenance = requireNonNull(provenance, "provenance");
  }

  /**
   * A commit of this kind.
   *
   * @param offsets all the offsets of the stream, which replace those of the commit before
   * @param provenance who commits, and from what
   * @throws NullPointerException if an argument is null
   */
  public static NewCommit of(Kind kind, TopicOffsets offsets, Provenance provenance) {
    return new NewCommit(kind, offsets, provenance);
  }

  /**
   * Where a claim begins to read: {@link Kind#START}.
   *
   * @param offsets all the offsets of the stream from now on; may be empty
   * @throws NullPointerException if an argument is null
   */
  public static NewCommit start(TopicOffsets offsets, Provenance provenance) {
    return of(Kind.START, offsets, provenance);
  }

  /**
   * Where a batch ends whose sink has returned: {@link Kind#BATCH}.
   *
   * @param offsets all the offsets of the stream
   * @throws NullPointerException if an argument is null
   */
  public static NewCommit batch(TopicOffsets offsets, Provenance provenance) {
    return of(Kind.BATCH, offsets, provenance);
  }

  /**
   * Where a person moved the stream: {@link Kind#REWIND}.
   *
   * @param offsets all the offsets of the stream
   * @throws NullPointerException if an argument is null
   */
  public static NewCommit rewind(TopicOffsets offsets, Provenance provenance) {
    return of(Kind.REWIND, offsets, provenance);
  }

  /** The kind of the commit. */
  public Kind kind() {
    return kind;
  }

  /** For each partition the next offset to read. */
  public TopicOffsets offsets() {
    return offsets;
  }

  /** The provenance: who commits, and from what. */
  public Provenance provenance() {
    return provenance;
  }

  /**
   * Refuses what cannot be the first commit of a claim; for stores.
   *
   * @return this
   * @throws IllegalArgumentException if its kind is not {@link Kind#START}
   */
  public NewCommit requireStart() {
    if (kind != Kind.START) {
      throw new IllegalArgumentException(
          "Invalid start: '"
              + kind
              + "' (expected a commit of kind START, which says where a claim begins; append the "
              + "other kinds to the claim's writer)");
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof NewCommit)) {
      return false;
    }
    NewCommit that = (NewCommit) other;
    return kind == that.kind && offsets.equals(that.offsets) && provenance.equals(that.provenance);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, offsets, provenance);
  }

  @Override
  public String toString() {
    return kind + ": " + offsets + ", " + provenance;
  }
}
