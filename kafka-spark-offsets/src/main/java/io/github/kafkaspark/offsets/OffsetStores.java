package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.KafkaCluster;
import java.net.URI;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.apache.hadoop.conf.Configuration;

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

  private OffsetStores() {}

  /**
   * The store that a setting or a command line names: as by {@link #file}, {@link #hdfs} with the
   * class path's configuration, {@link #kafka} without login and TLS, {@link #jdbc} without a pool.
   *
   * <pre>{@code
   * file:/var/lib/offsets
   * hdfs://ns1/offsets
   * kafka:broker1:9092,broker2:9092/spark-offsets-
   * jdbc:postgresql://host/database?user=job&password=…
   * }</pre>
   *
   * @throws NullPointerException if {@code location} is null
   * @throws IllegalArgumentException if it is of no such form; a secret in it is not repeated
   * @throws OffsetStoreException if the store cannot be opened, or lacks its JDBC driver or Hadoop
   */
  public static OffsetStore at(String location) {
    return StoreLocation.parse(location).open();
  }

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
   * serves, with a warning. Offsets that take more than 16 MB as JSON, as those of a million
   * partitions do, are refused with {@link IllegalArgumentException}.
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
    return FileOffsetStore.open(requireNonNull(directory, "directory"));
  }

  /**
   * A store in a directory of an HDFS, which is created if it is missing: on no one host, so that a
   * driver that is started anew elsewhere finds it.
   *
   * <pre>{@code
   * OffsetStores.hdfs(URI.create("hdfs://ns1/offsets"), spark.sparkContext().hadoopConfiguration())
   * }</pre>
   *
   * <p>Any number of processes may use the directory at once. A commit is one file, as {@link
   * #file} writes it, which gets its name by one edit of the NameNode that fails if the name is
   * taken. When {@code append} or {@code claim} returns, the DataNodes of the file have forced it
   * to their disks and the NameNode has that edit in its journal. The file has as many replicas as
   * {@code dfs.replication} says, 3 if nothing does. Within a second most commits are done; one
   * takes 0.4 s longer when a DataNode reports its replica late. Ids of streams are limited as by
   * {@link #file}.
   *
   * <p>Only {@code hdfs:} is taken. {@code s3a:} and other object stores, {@code file:} and what
   * stands for another file system, such as {@code viewfs:}, have no such rename, or cannot force a
   * file to disk, or it is not known. Give the {@code hdfs:} URI that a {@code viewfs:} or {@code
   * webhdfs:} one leads to. A directory whose files are erasure-coded is taken from a client of
   * Hadoop 3 on, which writes replicated ones; an older client is refused.
   *
   * <p>The store acts as the user who opens it, who must be able to read, write and search the
   * directory. What is created there is that user's, with the rights that {@code
   * fs.permissions.umask-mode} leaves: by default others may read where a stream is, and not claim
   * it.
   *
   * <p>What a call waits for is Hadoop's to say. Of a call to the NameNode: nothing if its process
   * has ended; {@code ipc.ping.interval}, 60 s, if it says nothing; three tries of {@code
   * ipc.client.connect.timeout}, 20 s, if it cannot be reached, where the configuration sets no
   * {@code ipc.client.connect.max.retries.on.timeouts}. With a name service all of these are
   * repeated, as often as {@code dfs.client.failover.max.attempts}, 15, for about 150 s while no
   * NameNode is active. A DataNode that says nothing is given up after {@code
   * dfs.client.socket-timeout}, 60 s. An append makes up to three such calls in vain. An interrupt
   * ends none of them; it ends the append between two of them.
   *
   * <p>While the NameNode is in safe mode the store is read and not written. A file whose blocks
   * cannot be read is not a damaged one: the call fails, since they may come back. Nothing is kept
   * from who may write the directory, or from snapshots that are rolled back.
   *
   * @param uri of the directory; without a scheme, or without a name service, it is of {@code
   *     fs.defaultFS}
   * @param configuration of Hadoop's client, copied; as {@code
   *     spark.sparkContext().hadoopConfiguration()} has it
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code uri} is of another scheme, names no NameNode or name
   *     service, or has no absolute path
   * @throws OffsetStoreException if the directory is a file, cannot be created or written, has
   *     erasure-coded files that this client cannot avoid, or no active NameNode answers
   */
  public static OffsetStore hdfs(URI uri, Configuration configuration) {
    return HdfsStore.open(
        requireNonNull(uri, "uri"), requireNonNull(configuration, "configuration"));
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
    return JdbcOffsetStore.open(requireNonNull(dataSource, "dataSource"));
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
   *       offsets.retention.minutes}: 7 days, and 1 day before Kafka 2.0. As long as a writer is
   *       open, a thread of the store commits what is there again after a quarter of that time, and
   *       at least once a day, so only a stream that no driver runs for so long is forgotten. It
   *       asks a broker for the time, and assumes 1 day if this user may not know (DescribeConfigs
   *       on the cluster).
   *   <li>An offset belongs to a partition that exists. A partition that the cluster does not have
   *       is refused by {@link OffsetStoreException}, and deleting a topic deletes what the group
   *       has of it.
   *   <li>A START without offsets in a group that has none leaves nothing to be read: {@code
   *       latest} is empty until the first commit that has some.
   *   <li>Nobody else may commit to the group, so it must not be the {@code kafka.group.id} of a
   *       query. A claim refuses a group that has members, where kafka-clients 2.0 or newer can ask
   *       for them. Offsets that something else has committed are refused when they are read.
   *   <li>{@code streams} needs kafka-clients 2.0.
   * </ul>
   *
   * <p>The user of the cluster needs Write and Describe on the transactional id, and Read on the
   * group and the topics. Where that is not to be had, or no transaction coordinator answers, there
   * is {@link #kafkaWithoutTransactions}.
   *
   * @param groupPrefix what the names of the groups begin with, and those of no other
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code groupPrefix} is blank
   */
  public static OffsetStore kafka(KafkaCluster cluster, String groupPrefix) {
    return KafkaOffsetStore.transactional(cluster, groupPrefix);
  }

  /**
   * The same as {@link #kafka} for clusters that allow no transactions: a commit is what any
   * consumer's is, and the user needs nothing but Read on the groups and the topics. It is a little
   * quicker, and promises less.
   *
   * <p>Nothing keeps a driver that was replaced from committing. It looks at the group before every
   * commit and is told by {@link StaleWriterException} that a newer claim is there; but one that is
   * held up just between that look and its commit writes over the newer driver's offsets, which can
   * move them back. The newer driver finds that at its next append, logs it, and puts its own in
   * place; from then on the older one is told. Until then readers see what was written last.
   *
   * <ul>
   *   <li>Of two claims made in the same moment one is told only when it appends that it has been
   *       replaced, and both may have the same generation. The same is true of two claims without
   *       offsets in a group that has none: the first to append goes on.
   *   <li>A commit of more than 500 KB goes in several parts, and a reader may see some partitions
   *       before and some after it, as it may after a crash in the middle. Each offset is one that
   *       the stream has committed.
   *   <li>A commit that timed out may still arrive and replace a newer one, until the next append.
   *   <li>A group that has members refuses every commit.
   * </ul>
   *
   * <p>The groups are the same as those of {@link #kafka} with this prefix, and so is what is in
   * them, so a stream can change from one to the other: stop its driver in between, since a driver
   * with transactions does not look at the group and takes no notice of a claim without them.
   *
   * @param groupPrefix what the names of the groups begin with, and those of no other
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code groupPrefix} is blank
   */
  public static OffsetStore kafkaWithoutTransactions(KafkaCluster cluster, String groupPrefix) {
    return KafkaOffsetStore.plain(cluster, groupPrefix);
  }

  /**
   * A store whose commits are copied to others: for example a file to resume from, and the consumer
   * groups of the Kafka cluster for its lag dashboards.
   *
   * <pre>{@code
   * OffsetStore store = OffsetStores.mirrored(
   *     OffsetStores.file(Paths.get("/var/lib/offsets")),
   *     OffsetStores.kafka(KafkaCluster.at("broker:9092"), "spark-offsets-"));
   * }</pre>
   *
   * <p>All that is read or claimed is the primary's, and what returned is as durable as there. A
   * follower gets the newest commit afterwards, on a daemon thread of its own; one that is down,
   * slow or stuck holds nothing up. It is tried again, later and later up to every 30 seconds, and
   * catches up with the newest commit only. Its generations and sequences are its own. A warning
   * says when it begins to lack commits of a stream, and a line when it has caught up.
   *
   * <p>A follower is for reading only: nobody else may write its streams. A driver that was
   * replaced may still come between once, until it has learnt it; the owner's next commit puts that
   * right.
   *
   * <p>{@code close} closes the primary, then the followers, which have 3 seconds in all to take
   * what is pending; one that is stuck is left to itself, with a warning.
   *
   * @param followers are closed with the primary
   * @throws NullPointerException if an argument or a follower is null
   * @throws IllegalArgumentException if there is no follower, or a store is there twice
   */
  public static OffsetStore mirrored(OffsetStore primary, OffsetStore... followers) {
    return MirroredOffsetStore.of(primary, followers);
  }
}
