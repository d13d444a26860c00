package io.github.kafkaspark.offsets.store;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a writer wants to commit: all of an {@link OffsetCommit} but its place in the stream, which
 * the store gives it. An immutable value.
 */
public final class NewCommit {

  /**
   * The kinds of commits. A later version may have more of them, so a {@code switch} needs a
   * default.
   */
  public enum Kind {
    /** Where a claim begins to read; nothing behind it is known to have been processed by it. */
    START,
    /** A batch whose sink has returned. */
    BATCH,
    /**
     * A person moved the stream on purpose, or the tracker keeps it where it is, since the file
     * sink of a query has skipped a batch.
     */
    REWIND,
    /**
     * A person had the stream forgotten: for every reader it was never committed, but it keeps its
     * generation, so that no older writer wins.
     */
    FORGOTTEN
  }

  private final Kind kind;
  private final TopicOffsets offsets;
  private final Provenance provenance;
  private final Map<String, TopicIdentity> identities;

  private NewCommit(
      Kind kind,
      TopicOffsets offsets,
      Provenance provenance,
      Map<String, TopicIdentity> identities) {
    this.kind = requireNonNull(kind, "kind");
    this.offsets = requireNonNull(offsets, "offsets");
    this.provenance = requireNonNull(provenance, "provenance");
    this.identities = identities;
  }

  /**
   * A commit of this kind.
   *
   * @param offsets all the offsets of the stream, which replace those of the commit before
   * @param provenance who commits, and from what
   * @throws NullPointerException if an argument is null
   */
  public static NewCommit of(Kind kind, TopicOffsets offsets, Provenance provenance) {
    return new NewCommit(kind, offsets, provenance, Collections.emptyMap());
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

  /**
   * A person had the stream forgotten: {@link Kind#FORGOTTEN}, a tombstone. The stream is then as
   * if it had never been committed, until somebody claims it again.
   *
   * @param offsets all the offsets that the stream had, which no reader sees any more
   * @throws NullPointerException if an argument is null
   */
  public static NewCommit forgotten(TopicOffsets offsets, Provenance provenance) {
    return of(Kind.FORGOTTEN, offsets, provenance);
  }

  /**
   * The same, with what is known of whose the offsets are. Say it only of offsets that were seen
   * under that identity: a topic that is not named is unknown, which is never taken for another.
   *
   * @param identities by topic, in place of those before; copied
   * @throws NullPointerException if the map, a topic or an identity is null
   */
  public NewCommit withIdentities(Map<String, TopicIdentity> identities) {
    Map<String, TopicIdentity> copy = new TreeMap<>();
    requireNonNull(identities, "identities")
        .forEach(
            (topic, identity) ->
                copy.put(requireNonNull(topic, "topic"), requireNonNull(identity, "identity")));
    return new NewCommit(kind, offsets, provenance, Collections.unmodifiableMap(copy));
  }

  /**
   * The same, with what is known of whose the offsets of one topic are.
   *
   * @throws NullPointerException if an argument is null
   */
  public NewCommit withIdentity(String topic, TopicIdentity identity) {
    Map<String, TopicIdentity> more = new TreeMap<>(identities);
    more.put(requireNonNull(topic, "topic"), requireNonNull(identity, "identity"));
    return withIdentities(more);
  }

  /**
   * The same, with the identities of those topics alone that it has offsets of.
   *
   * @return this, if it has no others
   */
  public NewCommit withoutOtherIdentities() {
    Set<String> topics = new HashSet<>();
    offsets.partitions().forEach(partition -> topics.add(partition.topic()));
    if (topics.containsAll(identities.keySet())) {
      return this;
    }
    Map<String, TopicIdentity> beside = new TreeMap<>(identities);
    beside.keySet().retainAll(topics);
    return withIdentities(beside);
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
   * Whose the offsets are, by topic, in order; cannot be modified. Of a topic that it lacks nothing
   * is known. It may name a topic without offsets: a store that keeps them beside the topic has
   * lost those when it was deleted.
   */
  public Map<String, TopicIdentity> identities() {
    return identities;
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
    return kind == that.kind
        && offsets.equals(that.offsets)
        && provenance.equals(that.provenance)
        && identities.equals(that.identities);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, offsets, provenance, identities);
  }

  @Override
  public String toString() {
    return kind + ": " + text();
  }

  /** All but the kind. */
  String text() {
    return offsets + (identities.isEmpty() ? "" : " of " + identities) + ", " + provenance;
  }
}
