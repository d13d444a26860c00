package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.KafkaBatch;
import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.HostRequirements;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that a stream has had since its last commit, as one batch. It is for jobs that a
 * scheduler starts now and then, and that go on where the job before ended.
 *
 * <pre>{@code
 * try (IncrementalBatch batch = IncrementalBatch.begin(spark, store, "orders-to-lake", source)) {
 *   if (!batch.isEmpty()) {
 *     batch.records().write().mode("append").parquet("/lake/orders");
 *     batch.commit();
 *   }
 * }
 * }</pre>
 *
 * <p>Only {@link #commit} moves the stream. If a job fails or is killed before that, the next one
 * reads the same records again, and those that have come since: at least once. A sink that keeps
 * {@link #start} and {@link #end} with its rows can tell them apart.
 *
 * <p>To begin a batch is to claim its stream. If an older job still runs, its commit fails with
 * {@link StaleWriterException}, so two that overlap never move the stream past what one of them has
 * done. Not safe for use by several threads.
 */
public final class IncrementalBatch implements OffsetRange, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IncrementalBatch.class);

  private final Claim claim;
  private final KafkaBatch batch;

  private IncrementalBatch(Claim claim, KafkaBatch batch) {
    this.claim = claim;
    this.batch = batch;
  }

  /**
   * Claims the stream and loads the records that the source has had since its last commit. Reads no
   * record yet.
   *
   * <p>The source begins where the stream is committed; where the brokers do not have that, Spark's
   * settings or the {@link ResumePolicy#standard() standard} policy have the answer. If nothing is
   * committed for what the source selects, it begins at its own {@link
   * KafkaBatchSource#startingOffsets}, by default at the earliest record. It ends at its own {@link
   * KafkaBatchSource#endingOffsets}, by default now.
   *
   * @param store stays open when the batch is closed
   * @param stream the stable name of the job, a {@link StreamId}
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code stream} is no legal id, or as {@link
   *     KafkaBatchSource#loadBatch} does
   * @throws IllegalStateException if the brokers no longer have what is committed, another job has
   *     committed in this moment, a {@code JdbcOffsetWriter} of the host owns the stream, the
   *     source selects no partition, or as {@link KafkaBatchSource#loadBatch} does
   * @throws OffsetStoreException if the store cannot be read or written
   */
  public static IncrementalBatch begin(
      SparkSession spark, OffsetStore store, String stream, KafkaBatchSource source) {
    return begin(spark, store, stream, source, ResumePolicy.standard());
  }

  /**
   * The same with a policy of the host's own.
   *
   * @param policy what happens where the brokers do not have what is committed
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException also if the policy names a topic that the source does not read
   * @throws IllegalStateException if the policy refuses what the brokers have, and as the other
   *     form
   * @throws OffsetStoreException if the store cannot be read or written
   */
  public static IncrementalBatch begin(
      SparkSession spark,
      OffsetStore store,
      String stream,
      KafkaBatchSource source,
      ResumePolicy policy) {
    HostRequirements.requireLiveSession(spark);
    requireNonNull(store, "store");
    StreamId id = StreamId.of(requireNonNull(stream, "stream"));
    StartingOffsets first = requireNonNull(source, "source").startingOffsets();
    requireNonNull(policy, "policy");
    ClusterMode.warning(spark.sparkContext().getConf(), store).ifPresent(LOG::warn);
    Claim claim = new Claim(spark, store, id);
    try {
      Resume resume = new Resume.Fallback(id, claim).firstTime(first).policy(policy);
      KafkaBatch batch = source.startingOffsets(resume).loadBatch(spark);
      claim.claim(); // A range that is refused must not take the stream from its owner.
      return new IncrementalBatch(claim, batch);
    } catch (RuntimeException | Error e) {
      claim.closeAfter(e);
      throw e;
    }
  }

  /** The records, with Spark's columns. Each action reads them from the brokers. */
  public Dataset<Row> records() {
    return batch.records();
  }

  /** The first offset of each selected partition. */
  @Override
  public TopicOffsets start() {
    return batch.start();
  }

  /** The next offset to read after the batch, for each partition of {@link #start()}. */
  @Override
  public TopicOffsets end() {
    return batch.end();
  }

  /** Whether there is nothing to do, and so nothing to commit. It takes no Spark job to know. */
  public boolean isEmpty() {
    return batch.isEmpty();
  }

  /** Where each partition begins, and why. */
  public ResumePlan plan() {
    return claim.plan;
  }

  /**
   * Commits that the work is done: the next batch begins at {@link #end}. A second call does
   * nothing, nor does a call on an empty batch that changes nothing.
   *
   * @throws IllegalStateException if the batch is closed
   * @throws StaleWriterException if another job has claimed the stream since; it has begun where
   *     this one did, and does the work again
   * @throws OffsetStoreException if the commit failed or its outcome is unknown; the call may be
   *     repeated
   */
  public void commit() {
    claim.commit(batch.end());
  }

  /**
   * Gives up the claim. Without a commit before, the stream is where it was. May be called twice.
   */
  @Override
  public void close() {
    claim.close();
  }

  /** The stream, whether the batch is committed or closed, and the range. */
  @Override
  public String toString() {
    String state =
        (claim.committed ? "committed" : "not committed") + (claim.claim == null ? ", closed" : "");
    return String.format("IncrementalBatch(stream '%s', %s, %s)", claim.stream, state, batch);
  }

  /** The stream, claimed when its source has decided where to begin and to end. */
  private static final class Claim implements StoredStream, AutoCloseable {

    private final SparkSession spark;
    private final Supplier<Provenance> provenance;
    private final OffsetStore store;
    private final StreamId stream;
    private ResumePlan plan;
    private BrokerOffsets brokers;
    private StreamClaim claim;
    private boolean committed;

    Claim(SparkSession spark, OffsetStore store, StreamId stream) {
      this.spark = spark;
      this.provenance = new DriverProvenance(spark);
      this.store = store;
      this.stream = stream;
    }

    @Override
    public Optional<OffsetCommit> latest(BrokerOffsets brokers) {
      return store.latest(stream);
    }

    @Override
    public Set<TopicPartition> notKept(Set<TopicPartition> gone) {
      return store.missing(gone);
    }

    @Override
    public ResumePolicy settings() {
      return ResumeSettings.of(spark.sparkContext().getConf());
    }

    @Override
    public void begin(ResumePlan decided, BrokerOffsets asked) {
      plan = decided;
      brokers = asked;
    }

    void claim() {
      OwnClaims.requireNotTheHosts(store, stream);
      // The source has asked the brokers since, which may take long.
      if (!store.latest(stream).equals(plan.commit())) {
        throw new IllegalStateException(
            String.format(
                "Cannot begin a batch of '%s': another job has claimed or committed it while this one "
                    + "asked the brokers; begin again, and let one job at a time do its work",
                stream));
      }
      claim = StreamClaim.of(store, plan, brokers, provenance.get());
      LOG.info("{}", plan);
      if (LOG.isDebugEnabled()) {
        LOG.debug("{}", plan.describe());
      }
      if (!plan.commit().isPresent()) {
        Recorder.BACKGROUND.execute(() -> OtherStreams.warnOf(store, plan));
      }
    }

    @Override
    public String goOnAt(ResumePlan refused, TopicOffsets offsets) {
      Set<TopicPartition> planned =
          refused.lines().stream()
              .filter(line -> line.outcome() != ResumeLine.Outcome.KEPT)
              .map(ResumeLine::partition)
              .collect(Collectors.toSet());
      return "claim the stream there, once, by "
          + ClaimText.at(
              stream,
              stored(refused).filter(partition -> !planned.contains(partition)).merge(offsets),
              whose(refused),
              Instant.now());
    }

    @Override
    public String acceptCluster(ResumePlan refused) {
      OffsetCommit commit = refused.commit().get();
      return "claim the stream where it is stored, once, by "
          + ClaimText.at(stream, commit.offsets(), whose(refused), commit.provenance().time());
    }

    /** Of what the source reads as it is now, of the rest as it is stored. */
    private static Map<String, TopicIdentity> whose(ResumePlan refused) {
      Map<String, TopicIdentity> whose =
          new HashMap<>(
              refused.commit().map(OffsetCommit::identities).orElse(Collections.emptyMap()));
      whose.putAll(refused.identities());
      return whose;
    }

    private static TopicOffsets stored(ResumePlan plan) {
      return plan.commit().map(OffsetCommit::offsets).orElse(TopicOffsets.empty());
    }

    void commit(TopicOffsets end) {
      if (claim == null) {
        throw new IllegalStateException(
            String.format(
                "Cannot commit the batch of '%s': it is closed; commit before it is, or begin "
                    + "another",
                stream));
      }
      OffsetCommit unused = claim.commit(end, provenance.get().asClosed());
      committed = true;
    }

    void closeAfter(Throwable failure) {
      try {
        close();
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }

    @Override
    public void close() {
      StreamClaim last = claim;
      claim = null;
      if (last != null) {
        boolean unused = committed && last.markEnd(); // An empty batch commits nothing else.
        last.close();
      }
    }
  }
}
