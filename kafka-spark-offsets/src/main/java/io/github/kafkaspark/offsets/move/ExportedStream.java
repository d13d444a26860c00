package io.github.kafkaspark.offsets.move;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/** One stream of an {@link ExportedStreams export}. An immutable value. */
public final class ExportedStream {

  private final String name;
  private final TopicOffsets offsets;
  private final Map<String, TopicIdentity> identities;
  private final Provenance provenance;

  ExportedStream(
      String name,
      TopicOffsets offsets,
      Map<String, TopicIdentity> identities,
      Provenance provenance) {
    this.name = name;
    this.offsets = offsets;
    this.identities = identities;
    this.provenance = provenance;
  }

  /**
   * Where a stream stands.
   *
   * @throws NullPointerException if {@code commit} is null
   */
  public static ExportedStream of(OffsetCommit commit) {
    requireNonNull(commit, "commit");
    return new ExportedStream(
        commit.stream().name(), commit.offsets(), commit.identities(), commit.provenance());
  }

  static ExportedStream ofLines(String name, TopicOffsets offsets) {
    return new ExportedStream(name, offsets, Collections.emptyMap(), null);
  }

  /** The name of the stream or the consumer group; empty if the file names none. */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /** For each partition the next offset to read. */
  public TopicOffsets offsets() {
    return offsets;
  }

  /** Whose the offsets are, by topic, as far as it is known; cannot be modified. */
  public Map<String, TopicIdentity> identities() {
    return identities;
  }

  /** Who had made the commit; empty if the file does not say. */
  public Optional<Provenance> provenance() {
    return Optional.ofNullable(provenance);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ExportedStream)) {
      return false;
    }
    ExportedStream that = (ExportedStream) other;
    return name().equals(that.name())
        && offsets.equals(that.offsets)
        && identities.equals(that.identities)
        && provenance().equals(that.provenance());
  }

  @Override
  public int hashCode() {
    return offsets.hashCode();
  }

  /** Its name and offsets. */
  @Override
  public String toString() {
    return name().map(text -> "'" + text + "' ").orElse("") + offsets;
  }
}
