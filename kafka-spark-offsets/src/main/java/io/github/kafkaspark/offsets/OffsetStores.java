package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.KafkaCluster;
import java.nio.file.Path;

/**
 * The offset stores that exist.
 *
 * <pre>{@code
 * OffsetStore store = OffsetStores.file(Paths.get("/var/lib/offsets"));
 * }</pre>
 *
 * <p>Each is safe for use by several threads, and keeps the newest 20 commits of a stream unless it
 * says otherwise.
 */
public final class OffsetStores {

  /** How many commits of a stream a store keeps. */
  static final int KEPT = 20;

  private OffsetStores() {}

  /**
   * A store in the memory of this JVM, gone with it: for tests, and for trying things out. Streams
   * are fenced as in any other store, and nothing ever fails.
   */
  public static OffsetStore inMemory() {
    return new InMemoryOffsetStore();
  }

  /**
   * A store in a directory of a local disk, which is created if it is missing.
   *
   * <p>Any number of processes of the host may use the directory at once. A commit is one file,
   * which begins to exist with all its bytes by a hard link; when {@code append} or {@code claim}
   * returns, the file and its directory have been forced to the device, so that the commit survives
   * the end of the machine too. A damaged file is found by its checksum, and the commit before it
   * serves, with a warning.
   *
   * <p>A stream has a subdirectory, where each byte of its id that is not a plain letter, a digit,
   * a dot, {@code _} or {@code -} takes three; ids of more than 255 bytes in this form, such as 29
   * Chinese characters, are refused with {@link IllegalArgumentException}.
   *
   * <p>The directory stays behind when the host is lost or replaced, as it may be for a driver in
   * cluster mode. A network file system will do only if it forces, links and lists as a local one.
   *
   * @throws NullPointerException if {@code directory} is null
   * @throws OffsetStoreException if {@code directory} is a file, cannot be created or written, or
   *     lies on a file system without hard links
   */
  public static OffsetStore file(Path directory) {
    return FileOffsetStore.open(requireNonNull(directory, "directory"), new DurableFiles());
  }

  /**
   * A store in the Kafka cluster: the committed offsets of one consumer group for each stream,
   * whose name is the prefix followed by the stream's. Every tool that shows a group's lag shows
   * the stream's. Nothing is asked of the brokers before the first call.
   *
   * <p>A commit is one transaction, whose transactional id is the group's name; when {@code append}
   * or {@code claim} returns, the group shows it. A claim fences the producer of the claim before.
   * The metadata of the first partition of every topic says who committed, when and from what. All
   * that a call waits for ends within {@link KafkaCluster#timeout()}.
   *
   * <p>What to know before it is the only store:
   *
   * <ul>
   *   <li>It has the newest commit of a stream only, so {@code history} gives one at most.
   *   <li>Brokers forget the offsets of a group that nobody commits to for {@code
   *       offsets.retention.minutes}: 7 days, and 1 day before Kafka 2.0. Each commit writes all
   *       offsets anew, so only a stream that commits nothing at all for so long is forgotten.
   *   <li>An offset belongs to a partition that exists. A partition that the cluster does not have
   *       is refused by {@link OffsetStoreException}, and deleting a topic deletes what the group
   *       has of it.
   *   <li>A START without offsets in a group that has none leaves nothing to be read: {@code
   *       latest} is empty until the first commit that has some.
   *   <li>Nobody else may commit to the group, so it must not be the {@code kafka.group.id} of a
   *       query. Offsets that something else has committed are refused when they are read.
   *   <li>{@code streams} needs kafka-clients 2.0.
   * </ul>
   *
   * <p>The user of the cluster needs Write and Describe on the transactional id, Read on the group
   * and the topics, and before Kafka 2.8 IdempotentWrite on the cluster.
   *
   * @param groupPrefix what the names of the groups begin with, and those of no other
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code groupPrefix} is blank
   */
  public static OffsetStore kafka(KafkaCluster cluster, String groupPrefix) {
    return KafkaOffsetStore.open(
        requireNonNull(cluster, "cluster"), requireNonNull(groupPrefix, "groupPrefix"));
  }
}
