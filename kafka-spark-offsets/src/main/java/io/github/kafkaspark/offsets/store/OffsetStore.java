package io.github.kafkaspark.offsets.store;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicIdentity;
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
 *   <li><b>Unreadable is never empty.</b> An answer is empty only if nothing was ever committed. A
 *       store that cannot read throws {@link OffsetStoreException}; it never lets a job start from
 *       its fallback.
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
 * </ol>
 *
 * <p>All methods may block and may be called by several threads at once. {@code close} may be
 * called twice; after it, every other method throws {@link IllegalStateException}.
 */
public interface OffsetStore extends AutoCloseable {

  /**
   * The newest readable commit of the newest generation; where a restart begins.
   *
   * @return empty only if nothing was ever committed for the stream
   * @throws OffsetStoreException if the store cannot be read, or nothing of the stream is readable
   */
  Optional<OffsetCommit> latest(StreamId stream);

  /**
   * The commits that the store still has of a stream, newest first. It leaves out damaged ones.
   * Each implementation says how many it keeps.
   *
   * @return empty only if nothing was ever committed for the stream
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

  /** Releases what the store holds. Nothing that was committed is lost. */
  @Override
  void close();
}
