package io.github.kafkaspark.offsets.store;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicIdentity;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps the offsets of streams; one writer at a time owns a stream. Implement it to keep offsets
 * somewhere else; {@code OffsetStores} has the stores that exist.
 *
 * <p>A stream is a row of <em>generations</em>, one for each claim, and a generation is a row of
 * commits by one writer. What every implementation gives, and the contract test checks:
 *
 * <ol>
 *   <li><b>Unreadable is never empty.</b> An answer is empty only if nothing was ever committed, or
 *       a person had the stream forgotten. A store that cannot read throws {@link
 *       OffsetStoreException}; it never lets a job start from its fallback.
 *   <li><b>A commit is whole.</b> After a crash at any instant a reader sees the commit before or
 *       the one after, never a mixture. If the newest is damaged, the one before serves.
 *   <li><b>What returned is durable.</b> When {@code claim} or {@code append} returns, the commit
 *       survives the end of the process, and of the machine as far as the implementation says so.
 *   <li><b>The newest claim wins, at once.</b> A claim never waits for another writer. From its
 *       return on, no reader sees what an older writer does, and that writer gets a {@link
 *       StaleWriterException} when it next appends.
 *   <li><b>An unknown outcome is settled by reading.</b> After an I/O error or a time-out that
 *       leaves open whether the commit happened, the writer looks before it tries again.
 *   <li><b>Streams are independent</b> of each other.
 *   <li><b>Looking changes nothing.</b> A claim makes a stream, and nothing else does.
 *   <li><b>A forgotten stream was never there, but its writers stay replaced.</b> While the newest
 *       commit is a tombstone ({@link NewCommit.Kind#FORGOTTEN}), {@code latest} and {@code
 *       history} are empty, and {@code streams} leaves the stream out. The next claim goes on with
 *       the generation and the sequence after it, and history begins at that claim.
 * </ol>
 *
 * <p>All methods may block and may be called by several threads at once. {@code close} may be
 * called twice; after it, every other method throws {@link IllegalStateException}.
 */
public interface OffsetStore extends AutoCloseable {

  /**
   * The newest readable commit of the newest generation; where a restart begins.
   *
   * @return empty only if nothing was ever committed for the stream, or it was forgotten
   * @throws OffsetStoreException if the store cannot be read, or nothing of the stream is readable
   */
  Optional<OffsetCommit> latest(StreamId stream);

  /**
   * The commits that the store still has of a stream, newest first. It leaves out damaged ones.
   * Each implementation says how many it keeps.
   *
   * @return empty only if nothing was ever committed for the stream, or it was forgotten
   * @throws OffsetStoreException if the store cannot be read, or nothing of the stream is readable
   */
  List<OffsetCommit> history(StreamId stream);

  /**
   * The streams that have a commit, in the order of their names.
   *
   * @throws OffsetStoreException if the store cannot be read
   */
  Set<StreamId> streams();

  /**
   * Makes the caller the stream's only writer, and in the same atomic step commits where it begins.
   * It replaces the writer before.
   *
   * @param start where the claim begins: the first commit of the new generation
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the kind of {@code start} is not {@link
   *     NewCommit.Kind#START}
   * @throws OffsetStoreException if the commit failed or its outcome could not be settled; the
   *     stream is then as before, or claimed by nobody who writes
   */
  OffsetWriter claim(StreamId stream, NewCommit start);

  /**
   * The generation of the newest claim in this JVM whose writer is open, in a store whose writers
   * the host may use by itself. A tracker asks, since it would replace the host's writer, and each
   * of the two would go on replacing the other; it knows a claim of its own by the generation.
   *
   * @return empty if there is none, or if the store's writers are for trackers alone, as by default
   */
  default OptionalLong hostsClaim(StreamId stream) {
    return OptionalLong.empty();
  }

  /**
   * The place on this host where the offsets are, in words for a person: they stay behind when a
   * cluster manager starts the driver anew on another host.
   *
   * @return empty if every host reaches them, as by default
   */
  default Optional<String> boundToHost() {
    return Optional.empty();
  }

  /**
   * Those of these partitions whose offsets it cannot keep, since it keeps them beside the
   * partitions, and has not these. By default there are none. Such a store leaves a partition out
   * of a commit that has not moved since the commit before and is gone, with a warning, and refuses
   * others that it lacks.
   *
   * @throws NullPointerException if {@code partitions} is null
   * @throws OffsetStoreException if it cannot tell
   */
  default Set<TopicPartition> missing(Set<TopicPartition> partitions) {
    requireNonNull(partitions, "partitions");
    return Collections.emptySet();
  }

  /**
   * Hears whose the topics are that a source begins to read, at offsets of this stream that the
   * host commits by itself. A store whose writers the host uses keeps it with what the open one
   * commits; by default nothing happens.
   *
   * @param identities by topic, as the brokers told when the source was loaded
   * @throws NullPointerException if an argument is null
   */
  default void sourceBegins(StreamId stream, Map<String, TopicIdentity> identities) {
    requireNonNull(stream, "stream");
    requireNonNull(identities, "identities");
  }

  /**
   * Hears that a source begins elsewhere than this stream is stored, which the host commits by
   * itself, as its resume policy accepts. A store whose writers the host uses has the open one
   * commit that, so that what the source reads first counts as the next; by default nothing
   * happens.
   *
   * @param start where the source begins, and whose its topics are
   * @throws NullPointerException if an argument is null
   * @throws OffsetStoreException if it cannot be committed
   */
  default void sourceBeginsElsewhere(StreamId stream, NewCommit start) {
    requireNonNull(stream, "stream");
    requireNonNull(start, "start");
  }

  /**
   * What another program has made of the place where a stream's offsets are, so that the store
   * refuses to read them as its own: a consumer group that {@code kafka-consumer-groups.sh} has
   * moved, for example. By default there is nothing of that kind.
   *
   * @return empty if what is there is the store's own, or nothing
   * @throws NullPointerException if {@code stream} is null
   * @throws OffsetStoreException if the store cannot be read
   */
  default Optional<MovedStream> moved(StreamId stream) {
    requireNonNull(stream, "stream");
    return Optional.empty();
  }

  /**
   * A {@link #claim} that accepts what {@link #moved} shows, and replaces it. Its generation is
   * above each that the other program may have written over.
   *
   * @param start where the claim begins: the first commit of the new generation
   * @throws NullPointerException if an argument is null
   * @throws UnsupportedOperationException if no other program writes where this store keeps its
   *     offsets, as by default
   * @throws IllegalStateException if nothing was moved; claim the stream then
   * @throws OffsetStoreException as in {@link #claim}
   */
  default OffsetWriter adopt(StreamId stream, NewCommit start) {
    requireNonNull(stream, "stream");
    requireNonNull(start, "start");
    throw new UnsupportedOperationException(
        String.format(
            "Cannot adopt '%s' in the %s: no other program moves what it has; claim the stream",
            stream, this));
  }

  /**
   * Whether the user of this JVM could claim and append here, found out without a change of
   * anything. A store that cannot tell says so, and why; so does every store by default.
   */
  default WriteAccess writeAccess() {
    return WriteAccess.unknown("the store does not tell");
  }

  /**
   * The time by the store's own clock: of the database, of the NameNode.
   *
   * @return empty if the store has no clock but this host's, or does not tell it, as by default
   * @throws OffsetStoreException if the store cannot be asked
   */
  default Optional<Instant> clock() {
    return Optional.empty();
  }

  /**
   * What is there of a stream and cannot be read, in words for a person, newest first. {@link
   * #latest} passes over it where something older serves. By default nothing is known.
   *
   * @throws NullPointerException if {@code stream} is null
   * @throws OffsetStoreException if the store cannot be read
   */
  default List<String> damage(StreamId stream) {
    requireNonNull(stream, "stream");
    return Collections.emptyList();
  }

  /** Releases what the store holds. Nothing that was committed is lost. */
  @Override
  void close();
}
