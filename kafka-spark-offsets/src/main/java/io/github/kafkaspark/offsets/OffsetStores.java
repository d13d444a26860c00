package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.KafkaCluster;
import java.nio.file.Path;
import javax.sql.DataSource;

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
    return FileOffsetStore.open(
        requireNonNull(directory, "directory"), new LocalFiles(directory.getFileSystem()));
  }

  /**
   * A store in a database, reached through JDBC; the driver is the host's. Its writers can commit
   * offsets within a transaction of the caller, together with the rows of a batch: see {@link
   * JdbcOffsetWriter}.
   *
   * <p>Any number of processes may use the tables at once. A commit is a row, and a claim changes
   * the stream's one owner row, whose lock keeps all others out until a transaction ends. Each call
   * takes a connection from the data source and gives it back as it came; a statement is cancelled
   * after 30 seconds. What returned is as durable as the database makes its commits. Connecting and
   * committing take as long as the driver lets them: set its connect and socket timeouts. A driver
   * process that is paused within a transaction keeps its lock, and claims fail until the database
   * ends that session: limit it, on PostgreSQL by {@code idle_in_transaction_session_timeout}.
   *
   * <p>The tables are created if they are missing. On PostgreSQL, which this is tested with:
   *
   * <pre>{@code
   * CREATE TABLE kafka_spark_streams (
   *   stream VARCHAR(200) NOT NULL,
   *   generation NUMERIC(19) NOT NULL,
   *   sequence NUMERIC(19) NOT NULL,
   *   PRIMARY KEY (stream));
   * CREATE TABLE kafka_spark_commits (
   *   stream VARCHAR(200) NOT NULL,
   *   generation NUMERIC(19) NOT NULL,
   *   sequence NUMERIC(19) NOT NULL,
   *   layout INTEGER NOT NULL,
   *   kind VARCHAR(20) NOT NULL,
   *   offsets TEXT NOT NULL,
   *   writer VARCHAR(1000) NOT NULL,
   *   committed_at VARCHAR(40) NOT NULL,
   *   application_id VARCHAR(1000),
   *   query_id VARCHAR(1000),
   *   batch_id NUMERIC(19),
   *   attempt VARCHAR(36) NOT NULL,
   *   PRIMARY KEY (stream, generation, sequence));
   * }</pre>
   *
   * <p>On MySQL and MariaDB {@code TEXT} is {@code LONGTEXT} and a stream's name is compared byte
   * by byte ({@code COLLATE utf8mb4_bin}); elsewhere {@code TEXT} is {@code CLOB}.
   *
   * @param dataSource of the host, who closes it; with a pool a commit takes a few round trips
   * @throws NullPointerException if {@code dataSource} is null
   * @throws OffsetStoreException if the database cannot be reached, or has no such tables and will
   *     not let them be created
   */
  public static JdbcOffsetStore jdbc(DataSource dataSource) {
    return JdbcOffsetStore.open(
        requireNonNull(dataSource, "dataSource"), JdbcOffsetStore.TIMEOUT_SECONDS);
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
