package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.file.FileOffsetStore;
import io.github.kafkaspark.offsets.store.file.HdfsStore;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetStore;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetWriter;
import io.github.kafkaspark.offsets.store.kafka.KafkaOffsetStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
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
 * says otherwise. The project's {@code docs/stores.md} compares them.
 */
public final class OffsetStores {

  private OffsetStores() {}

  /**
   * The store that a setting or a command line names: as by {@link #file}, {@link #hdfs} with the
   * class path's configuration, {@link #kafka}, {@link #kafkaWithoutTransactions}, {@link #jdbc}
   * without a pool, or {@link #mirrored}, whose followers are opened when they are needed. What is
   * missing is created; {@link #existing} only looks.
   *
   * <pre>{@code
   * file:/var/lib/offsets
   * hdfs://ns1/offsets
   * kafka:broker1:9092,broker2:9092/spark-offsets-
   * kafka:broker1:9093/spark-offsets-?config=/etc/kafka/client.properties
   * kafkaWithoutTransactions:broker1:9092/spark-offsets-
   * jdbc:postgresql://host/database?user=job&password=…
   * mirrored:file:/var/lib/offsets|kafka:broker1:9092/spark-offsets-
   * }</pre>
   *
   * <p>The file is one for {@link KafkaCluster#properties}. A relative name is looked for in the
   * process's directory, then among the files that {@code --files} sends along with a Spark
   * application. Within {@code mirrored:} a {@code |} of a location is written {@code ||}.
   *
   * @throws NullPointerException if {@code location} is null
   * @throws IllegalArgumentException if it is of no such form, or a file of client properties
   *     cannot be used; the message repeats no secret in it
   * @throws OffsetStoreException if the store cannot be opened, or lacks its JDBC driver or Hadoop
   */
  public static OffsetStore at(String location) {
    return StoreLocation.parse(location).open();
  }

  /**
   * The store that a location names, for programs that only look: it must be there, and nothing of
   * it is created or changed, so the user needs only the right to read. It refuses a {@code claim}
   * by {@link IllegalStateException}.
   *
   * <pre>{@code
   * try (OffsetStore store = OffsetStores.existing("file:/var/lib/offsets")) {
   *   for (StreamId stream : store.streams()) {
   *     …
   *   }
   * }
   * }</pre>
   *
   * <p>A directory must be there, the tables of a database, and of a mirrored store the primary. A
   * consumer group comes to be by the first commit to it, so a prefix that no group has is a store
   * without streams.
   *
   * @param location as for {@link #at}
   * @throws NullPointerException if {@code location} is null
   * @throws IllegalArgumentException as by {@link #at}
   * @throws OffsetStoreException if the store is not there, cannot be read, or lacks its JDBC
   *     driver or Hadoop
   */
  public static OffsetStore existing(String location) {
    return StoreLocation.parse(location).look();
  }

  /**
   * The store that {@link #at(String)} opens, with what is said of the clients of stores in Kafka,
   * such as their limit of time. A file that the location names by {@code ?config=} overrules it.
   *
   * <pre>{@code
   * OffsetStores.at(location, cluster -> cluster.properties(file).timeout(Duration.ofSeconds(10)))
   * }</pre>
   *
   * @param clients is given the brokers of each store in Kafka, and says how to reach them
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException as by {@link #at(String)}
   * @throws OffsetStoreException as by {@link #at(String)}
   */
  public static OffsetStore at(String location, UnaryOperator<KafkaCluster> clients) {
    return StoreLocation.parse(location, clients).open();
  }

  /**
   * The store that {@link #existing(String)} opens, with what is said of the clients of stores in
   * Kafka: see {@link #at(String, UnaryOperator)}.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException as by {@link #at(String)}
   * @throws OffsetStoreException as by {@link #existing(String)}
   */
  public static OffsetStore existing(String location, UnaryOperator<KafkaCluster> clients) {
    return StoreLocation.parse(location, clients).look();
  }

  /**
   * A store in the memory of this JVM, gone with it: for tests, and for trying things out. It
   * fences streams as any other store does, and nothing ever fails.
   */
  public static OffsetStore inMemory() {
    return new InMemoryOffsetStore();
  }

  /**
   * A store in a directory of a local disk, which is created if it is missing.
   *
   * <p>Any number of processes of the host may use the directory at once. A commit is one file.
   * When {@code append} or {@code claim} returns, the store has forced the file and its directory
   * to the device, so the commit survives the end of the machine too. A checksum shows a damaged
   * file; the commit before it serves, with a warning.
   *
   * <p>The store refuses with {@link IllegalArgumentException} offsets that take more than 16 MB as
   * JSON, and an id of a stream that takes more than 255 bytes as a directory's name. The project's
   * {@code docs/stores.md#files} has the rest, and what a network file system must do.
   *
   * @throws NullPointerException if {@code directory} is null
   * @throws IllegalArgumentException if it begins with {@code file:}, as a location does
   * @throws OffsetStoreException if {@code directory} is a file, cannot be created or written, or
   *     lies on a file system without hard links
   */
  public static OffsetStore file(Path directory) {
    return FileOffsetStore.open(requireNonNull(directory, "directory"));
  }

  /**
   * A store in a directory of an HDFS, which is created if it is missing. It is on no one host, so
   * a driver that starts anew elsewhere finds it.
   *
   * <pre>{@code
   * OffsetStores.hdfs(URI.create("hdfs://ns1/offsets"), spark.sparkContext().hadoopConfiguration())
   * }</pre>
   *
   * <p>Any number of processes may use the directory at once. A commit is one file, as {@link
   * #file} writes it, with the same limits. When {@code append} or {@code claim} returns, the
   * DataNodes have forced the file to their disks and the NameNode has its name in the journal.
   *
   * <p>The store takes {@code hdfs:} alone, and refuses file systems that have no exclusive rename
   * or do not force files to disk, such as {@code s3a:} and {@code file:}. It acts as the user who
   * opens it. How long a call waits is Hadoop's to say: the project's {@code docs/stores.md#hdfs}
   * has the times, the rights, and what safe mode and erasure coding do.
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
   * offsets within a transaction of the caller: see {@link JdbcOffsetWriter}.
   *
   * <p>Any number of processes may use the tables at once. A commit is a row, and what returned is
   * as durable as the database makes its commits. The store cancels a statement after 30 seconds;
   * set the driver's connect and socket timeouts for the rest.
   *
   * <p>The store creates the tables {@code kafka_spark_streams} and {@code kafka_spark_commits} if
   * they are missing. The project's {@code docs/stores.md#databases} has their columns, and what a
   * paused process does to others.
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
   * the stream's. Opening the store asks nothing of the brokers.
   *
   * <p>A commit is one transaction, whose transactional id is the group's name; when {@code append}
   * or {@code claim} returns, the group shows it. A claim fences the producer of the claim before.
   * All that a call waits for ends within {@link KafkaCluster#timeout()}.
   *
   * <p>The group has the newest commit of a stream only. Brokers forget it when nobody has
   * committed for long, which the store prevents while a writer is open. The store refuses by
   * {@link OffsetStoreException} a partition that the cluster lacks, a claim of a group that has
   * members, and offsets that something else has committed. {@code streams} needs kafka-clients
   * 2.0. Before this is your only store, read {@code docs/stores.md#kafka} of the project.
   *
   * <p>The user of the cluster needs Write and Describe on the transactional id, and Read on the
   * group and the topics. Where the user cannot have that, or no transaction coordinator answers,
   * there is {@link #kafkaWithoutTransactions}.
   *
   * @param groupPrefix the beginning of the groups' names, and of no other group's
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code groupPrefix} is blank
   */
  public static OffsetStore kafka(KafkaCluster cluster, String groupPrefix) {
    return KafkaOffsetStore.transactional(cluster, groupPrefix);
  }

  /**
   * The same as {@link #kafka} for clusters that allow no transactions. It commits as any consumer
   * does, and the user needs nothing but Read on the groups and the topics. It is a little quicker,
   * and promises less.
   *
   * <p>Nothing keeps a driver that was replaced from committing. It looks at the group before every
   * commit, and gets a {@link StaleWriterException} if a newer claim is there. If it is held up
   * just between that look and its commit, it writes over the newer driver's offsets, which can
   * move them back, until the newer driver's next append puts them in place again.
   *
   * <p>The groups and what is in them are the same as those of {@link #kafka}, so a stream can
   * change from one to the other while its driver is stopped. {@code
   * docs/stores.md#without-transactions} of the project has what else it does not promise.
   *
   * @param groupPrefix the beginning of the groups' names, and of no other group's
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
   * <p>You read and claim from the primary, and what returned is as durable as there. A follower
   * gets the newest commit afterwards, on a daemon thread of its own; a follower that is down, slow
   * or stuck holds nothing up. A follower is for reading only: nobody else may write its streams.
   * {@code docs/stores.md#mirrored} of the project has the rest.
   *
   * <p>{@code close} closes the primary and the followers. These have 3 seconds in all to take what
   * is pending; the store leaves a stuck follower to itself, with a warning.
   *
   * @param followers are closed with the primary
   * @throws NullPointerException if an argument or a follower is null
   * @throws IllegalArgumentException if there is no follower, or a store is there twice
   */
  public static OffsetStore mirrored(OffsetStore primary, OffsetStore... followers) {
    return MirroredOffsetStore.of(primary, followers);
  }
}
