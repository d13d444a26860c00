package io.github.kafkaspark.offsets.checkpoint;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.HostRequirements;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Where the checkpoint of a query stands, as Spark 2.3.1 to 4.2.0 write it: an immutable value,
 * read once. Reading changes nothing, and needs no query, also while one goes on.
 *
 * <pre>{@code
 * CheckpointOffsets old = CheckpointOffsets.read(Paths.get("/data/checkpoints/orders"));
 * KafkaStreamSource.topic("orders")
 *     .bootstrapServers("broker:9092")
 *     .startingOffsets(old.asStart().orElse(StartingOffsets.earliest()))
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
public final class CheckpointOffsets {

  private final CheckpointLook look;

  private CheckpointOffsets(CheckpointLook look) {
    this.look = look;
  }

  /**
   * Reads the checkpoint in a folder of this host. If its query goes on meanwhile, it is read until
   * two looks agree.
   *
   * @param folder that the query has as {@code checkpointLocation}; where that is the session's
   *     {@code spark.sql.streaming.checkpointLocation}, the folder in it that has the query's name
   * @throws NullPointerException if {@code folder} is null
   * @throws IllegalArgumentException if there is no such folder, or it has no checkpoint
   * @throws IllegalStateException if it cannot be read, is of a version that is not known, or does
   *     not say where the query is; the message has the reason
   */
  public static CheckpointOffsets read(Path folder) {
    return new CheckpointOffsets(
        CheckpointReader.read(
            new LocalCheckpointFiles(requireNonNull(folder, "folder").toAbsolutePath())));
  }

  /**
   * Reads a checkpoint as {@link #read(Path)} does, on any file system that the session's Hadoop
   * configuration opens.
   *
   * @param location such as {@code hdfs://namenode/checkpoints/orders}; without a scheme it is on
   *     Hadoop's default file system, as for Spark
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if it is no such location, there is no such folder, or it has
   *     no checkpoint
   * @throws IllegalStateException as {@link #read(Path)} does, or if the session is stopped
   */
  public static CheckpointOffsets read(SparkSession spark, String location) {
    HostRequirements.requireLiveSession(spark);
    return new CheckpointOffsets(
        CheckpointReader.read(
            CheckpointLocation.open(
                requireNonNull(location, "location"), spark.sparkContext().hadoopConfiguration())));
  }

  /**
   * Reads a checkpoint as {@link #read(Path)} does, before its first query too.
   *
   * @return with the state {@link CheckpointState#NEW} if there is no such folder, since Spark will
   *     make it
   * @throws NullPointerException if {@code folder} is null
   * @throws IllegalArgumentException if the folder is there and has no checkpoint
   * @throws IllegalStateException as {@link #read(Path)} does
   */
  public static CheckpointOffsets readOrNew(Path folder) {
    return new CheckpointOffsets(
        CheckpointReader.readOrNew(
            new LocalCheckpointFiles(requireNonNull(folder, "folder").toAbsolutePath())));
  }

  /**
   * Reads a checkpoint as {@link #read(SparkSession, String)} does, without a session, and before
   * its first query too.
   *
   * @return with the state {@link CheckpointState#NEW} if there is no such folder, since Spark will
   *     make it
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if it is no such location, or the folder is there and has no
   *     checkpoint
   * @throws IllegalStateException as {@link #read(Path)} does
   */
  public static CheckpointOffsets readOrNew(Configuration configuration, String location) {
    requireNonNull(configuration, "configuration");
    return new CheckpointOffsets(
        CheckpointReader.readOrNew(
            CheckpointLocation.open(requireNonNull(location, "location"), configuration)));
  }

  /** Where it is. */
  public String location() {
    return look.location;
  }

  /** How far its query has come. */
  public CheckpointState state() {
    return look.state;
  }

  /**
   * For each partition the next offset to read: the records before it are done. A batch that is not
   * done is not among them, so who begins here reads it again. Empty if the state is {@link
   * CheckpointState#NEW}, and of a query without Kafka sources.
   */
  public TopicOffsets offsets() {
    return look.offsets;
  }

  /** The number of the newest batch that is done; empty if none is. */
  public OptionalLong batch() {
    return look.batch;
  }

  /** Spark's id of the query; empty if no query has begun, or a crash has left it out. */
  public Optional<String> queryId() {
    return look.queryId;
  }

  /**
   * Whether the query keeps state, as windows, aggregates and {@code dropDuplicates} do. A query
   * that begins at these offsets with a new checkpoint does not have it.
   */
  public boolean keepsState() {
    return look.keepsState;
  }

  /**
   * Begins where the checkpoint stands. It knows no partition that was added since, and none of a
   * topic that its query has not read: the caller says where those begin. Offsets of topics that
   * the source does not select are left alone.
   */
  public StartingOffsets.Partial asStart() {
    return StartingOffsets.partly(
        "where checkpoint " + look.location + " stands",
        brokers -> look.offsets.filter(brokers.partitions()::contains),
        "the checkpoint does not know");
  }

  /**
   * A commit by which a store knows where the checkpoint stands, without a query: the stream then
   * resumes there, and needs the checkpoint no more.
   *
   * <pre>{@code
   * store.claim(StreamId.of("orders-to-lake"), old.asCommit()).close();
   * }</pre>
   *
   * <p>It is a START, and its provenance has the checkpoint's query and batch. To claim twice is to
   * claim anew at the same place; once the stream has moved on, the claim moves it back. Stop the
   * query before, as a claim ends the recording of one that runs. If you know that the topics are
   * still those that the query has read, say whose the offsets are: {@code
   * old.asCommit().withIdentities(Brokers.ask(cluster, topics, BrokerOffsets::identities))}.
   *
   * @throws IllegalStateException if it has no place
   */
  public NewCommit asCommit() {
    if (look.offsets.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              "Cannot take a commit from checkpoint %s: %s; see that it is the folder of the query, or "
                  + "begin with resume().firstTime(…)",
              look.location,
              look.state == CheckpointState.NEW
                  ? "no query has begun with it"
                  : "it has no partition of a Kafka source"));
    }
    Provenance by =
        Provenance.of("checkpoint " + look.location, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    boolean isOfBatch = look.queryId.isPresent() && look.batch.isPresent();
    return NewCommit.start(
        look.offsets, isOfBatch ? by.withBatch(look.queryId.get(), look.batch.getAsLong()) : by);
  }

  /** What to know before a query begins at these offsets with a new checkpoint. */
  public List<CheckpointWarning> warningsIfLeft() {
    return new CheckpointWarnings(look).ifLeft();
  }

  /**
   * What to know before a query goes on with the checkpoint: what Spark will fail on. Of records
   * that are gone it says nothing to a source that accepts their loss.
   *
   * @param brokers what they have of the topics that one source of it selects
   * @param sparkVersion the text of the version that runs it, as {@code SparkSession.version()} has
   *     it
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if the brokers do not answer
   */
  public List<CheckpointWarning> warningsIfKept(BrokerOffsets brokers, String sparkVersion) {
    return new CheckpointWarnings(look)
        .ifKept(requireNonNull(brokers, "brokers"), requireNonNull(sparkVersion, "sparkVersion"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CheckpointOffsets && look.equals(((CheckpointOffsets) other).look);
  }

  @Override
  public int hashCode() {
    return look.hashCode();
  }

  /** One line for a log. */
  @Override
  public String toString() {
    return look.toString();
  }
}
