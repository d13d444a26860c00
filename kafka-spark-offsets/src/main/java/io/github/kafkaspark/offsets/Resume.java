package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.SinkOffsets;
import io.github.kafkaspark.offsets.store.StreamId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins where a stream's stored offsets say. It names exactly the partitions that the source
 * selects now. Where the brokers do not have what is stored, a {@link ResumePolicy} has the answer:
 * unless the host says something else, new partitions begin at their earliest record, and a start
 * that would lose records fails. Stored topics that the source does not select are left alone, as
 * are those of other clusters.
 *
 * <p>Made by {@link TrackedStream#resume()}, which also claims the stream when the source loads, or
 * by {@link #from}, which only reads.
 */
public final class Resume extends StartingOffsets {

  private static final Logger LOG = LoggerFactory.getLogger(Resume.class);

  /** Says what a source does if nothing is stored for what it selects. */
  public static final class Fallback {

    private final StreamId stream;
    private final StoredStream stored;

    Fallback(StreamId stream, StoredStream stored) {
      this.stream = stream;
      this.stored = stored;
    }

    /**
     * Begins there the first time: as long as nothing at all is stored for what the source selects.
     * A partition that is new since is no first time; it begins at its earliest record.
     *
     * @throws NullPointerException if {@code fallback} is null
     */
    public Resume firstTime(StartingOffsets fallback) {
      return new Resume(
          stream, stored, requireNonNull(fallback, "fallback"), ResumePolicy.standard(), null);
    }

    /**
     * Fails the load the first time, with an {@link IllegalStateException}: for a stream that must
     * have been recorded before.
     */
    public Resume firstTimeFails() {
      return firstTime(new NoFirstTime(stream));
    }

    /** What it is, and what is still to be said. */
    @Override
    public String toString() {
      return "where '" + stream + "' is stored; call firstTime(…) or firstTimeFails()";
    }
  }

  private final StreamId stream;
  private final StoredStream stored;
  private final StartingOffsets fallback;
  private final ResumePolicy policy;

  /** Null if the host has named none. */
  private final NamedCheckpoint checkpoint;

  private Resume(
      StreamId stream,
      StoredStream stored,
      StartingOffsets fallback,
      ResumePolicy policy,
      NamedCheckpoint checkpoint) {
    this.stream = stream;
    this.stored = stored;
    this.fallback = fallback;
    this.policy = policy;
    this.checkpoint = checkpoint;
  }

  /**
   * Begins at the newest commit of the stream, without claiming it: for a look, a test, a second
   * reader, or a host that commits by a {@code JdbcOffsetWriter} of its own. If such a writer of
   * the store is open for the stream, it hears whose the topics are, and keeps that with what it
   * commits in the host's transactions; where the source begins elsewhere than is stored, as its
   * policy accepts, the writer commits that at once. A second reader beside it takes a store of its
   * own.
   *
   * @throws NullPointerException if an argument is null
   */
  public static Fallback from(OffsetStore store, StreamId stream) {
    requireNonNull(store, "store");
    requireNonNull(stream, "stream");
    return new Fallback(stream, new HostsStream(store, stream));
  }

  /**
   * Begins where a sink stands that keeps its offsets with its rows, and needs no store: see {@link
   * SinkOffsets}. A topic that was created anew, another cluster's, and records that are gone are
   * refused, unless a {@link #policy} accepts them.
   *
   * @param stream the name of the stream in messages
   * @param kept what the sink keeps; asked when a source loads
   * @param begins hears from what the sink is to go on, before the first batch: whose the topics
   *     are, and where the policy accepts another place, nothing of those partitions. The sink
   *     keeps that with the rows of its next batch
   * @throws NullPointerException if an argument is null
   */
  public static Fallback from(
      StreamId stream, Supplier<SinkOffsets> kept, Consumer<SinkOffsets> begins) {
    requireNonNull(stream, "stream");
    requireNonNull(kept, "kept");
    requireNonNull(begins, "begins");
    return new Fallback(stream, new SinkStream(stream, kept, begins));
  }

  /**
   * Says what happens where the brokers do not have what is stored. Its answers are added to those
   * that were given before; where both have one, the newer one wins. What it says wins over Spark's
   * settings.
   *
   * @throws NullPointerException if {@code policy} is null
   */
  public Resume policy(ResumePolicy policy) {
    ResumePolicy both = this.policy.merge(requireNonNull(policy, "policy"));
    return new Resume(stream, stored, fallback, both, checkpoint);
  }

  /**
   * Names the checkpoint in a folder of this host that the query will be started with: see {@link
   * #checkpoint(String)}.
   *
   * @param folder that the query has as {@code checkpointLocation}; where that is the session's
   *     {@code spark.sql.streaming.checkpointLocation}, the folder in it that has the query's name
   * @throws NullPointerException if {@code folder} is null
   */
  public Resume checkpoint(Path folder) {
    return new Resume(stream, stored, fallback, policy, NamedCheckpoint.in(folder));
  }

  /**
   * Names the checkpoint that the query will be started with. It is read when the source loads. If
   * a query has begun with it, Spark will begin there, whatever is stored, and at the earliest
   * record of partitions that it lacks. So that is the plan, and what is committed as START: a
   * crash before the first progress loses no place, even if the checkpoint is lost with it. A
   * checkpoint that no query has begun with, or that is not there yet, decides nothing.
   *
   * <p>Where it overrules what is stored, {@link Surprise#CHECKPOINT} has the answer; by default a
   * warning says so. A commit of the kind REWIND, by which a person has moved the stream on
   * purpose, it never overrules: that is refused, and so is a checkpoint of a query that read other
   * topics. Under it no answer {@link Answer#EARLIEST} or {@link Answer#LATEST} can be kept to, so
   * a topic that was created anew or is another cluster's is refused unless the answer is {@link
   * Answer#KEEP}, and a new partition begins at its earliest record.
   *
   * @param location what the query has as {@code checkpointLocation}, such as {@code
   *     hdfs://namenode/checkpoints/orders}, on any file system that the session's Hadoop
   *     configuration opens; without a scheme it is on Hadoop's default file system, as for Spark
   * @throws NullPointerException if {@code location} is null
   * @throws IllegalArgumentException if it is blank
   */
  public Resume checkpoint(String location) {
    return new Resume(stream, stored, fallback, policy, NamedCheckpoint.at(location));
  }

  /**
   * Names the checkpoint that the query will be started with, and the folder that its file sink
   * will write, both on this host: see {@link #checkpoint(String, String)}.
   *
   * @throws NullPointerException if an argument is null
   */
  public Resume checkpoint(Path folder, Path output) {
    NamedCheckpoint named = NamedCheckpoint.in(folder).writing(output);
    return new Resume(stream, stored, fallback, policy, named);
  }

  /**
   * Names the checkpoint that the query will be started with, as {@link #checkpoint(String)} does,
   * and the folder that its file sink will write: {@code parquet}, {@code json}, {@code csv},
   * {@code text} or {@code orc}. Spark's file sink skips without a word each batch whose number its
   * folder has, and a query with a new checkpoint counts from 0. The load is refused if the next
   * batch would be skipped, or one was that the checkpoint has as done and the stream knows nothing
   * of, before anything is claimed; a batch that is only run again is not. Without this the tracker
   * sees it after the first batch.
   *
   * @param output what the query has as {@code path}
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if one is blank
   */
  public Resume checkpoint(String location, String output) {
    NamedCheckpoint named = NamedCheckpoint.at(location).writing(output);
    return new Resume(stream, stored, fallback, policy, named);
  }

  /**
   * Takes offsets that are stored for topics of another cluster for offsets of this one: short for
   * a {@link #policy} with {@link Surprise#OTHER_CLUSTER} and {@link Answer#KEEP}. Say so only if
   * the same offsets are the same records there: on a mirror that keeps offsets and was promoted,
   * or on a cluster that was rebuilt under a new id. The stream is then stored for the cluster that
   * it reads, so the step is needed once. A topic that was created anew on the same cluster is
   * refused still.
   */
  public Resume acceptOtherCluster() {
    return policy(ResumePolicy.standard().on(Surprise.OTHER_CLUSTER, Answer.KEEP));
  }

  /**
   * Decides for each partition, and changes nothing: it claims nothing, and the stream's query may
   * run.
   *
   * @throws OffsetStoreException if the store cannot be read
   * @throws IllegalStateException if nothing is stored and there is no fallback, the source selects
   *     no partition, or the {@link #checkpoint(String) checkpoint} cannot be read or is of another
   *     query
   * @throws IllegalArgumentException if the policy names a topic that the source does not read, one
   *     of Spark's settings has no answer, or the checkpoint is none
   */
  public ResumePlan plan(BrokerOffsets brokers) {
    Map<String, TopicIdentity> now = brokers.identities();
    return plan(brokers, now, stored.look(brokers));
  }

  /**
   * The plan.
   *
   * @param now whose the topics are: asked before their offsets are, so that the offsets of a topic
   *     that is created anew meanwhile do not count as those of the one before
   */
  private ResumePlan plan(
      BrokerOffsets brokers, Map<String, TopicIdentity> now, Optional<OffsetCommit> commit) {
    if (brokers.partitions().isEmpty()) {
      throw new IllegalStateException(
          "Cannot resume '"
              + stream
              + "': the source selects no partition now, so where it begins could not be recorded; "
              + "create a topic that it selects first");
    }
    ResumeAnswers answers = ResumeAnswers.of(policy, stored.settings(), brokers.onDataLoss());
    ResumePlanner planner = new ResumePlanner(brokers, now, commit, answers);
    Optional<CheckpointOffsets> found =
        checkpoint == null ? Optional.empty() : checkpoint.found(stored.session());
    if (!found.isPresent()) {
      return planner.plan(stream, fallback, stored::notKept);
    }
    CheckpointPlan.Stored beside =
        new CheckpointPlan.Stored(
            planner.stored(),
            () -> commit.flatMap(stored::rewind),
            answers.toCheckpoint() == Answer.FAIL);
    Optional<SparkSession> session = stored.session();
    // No lambda that takes a session: Spark may be missing.
    String release = session.isPresent() ? session.get().version() : "";
    return planner.plan(
        stream, CheckpointPlan.of(stream, found.get(), beside, brokers, release), stored::notKept);
  }

  /**
   * Decides where the source begins and, for a tracked stream, claims it and commits that as START.
   * A {@link BrokerOffsets#isCheck check} claims nothing.
   *
   * @throws IllegalStateException if the policy refuses what the brokers have, as by default
   *     offsets that are gone and other topics under the names of those that are stored, nothing is
   *     stored and there is no fallback, the stream's query is running, or the {@link
   *     #checkpoint(String) checkpoint} cannot be read, is of another query, overrules what it must
   *     not, or begins with a batch that the named file sink would skip
   * @throws IllegalArgumentException if the policy names a topic that the source does not read, one
   *     of Spark's settings has no answer, or the checkpoint is none
   * @throws OffsetStoreException if the store cannot be read or written
   */
  @Override
  public TopicOffsets resolve(BrokerOffsets brokers) {
    Map<String, TopicIdentity> now = brokers.identities();
    ResumePlan plan = plan(brokers, now, stored.latest(brokers));
    if (!ResumeRefusal.ofBrokers(plan).isEmpty()) {
      throw new IllegalStateException(
          new ResumeRefusal(plan, now)
              .text(offsets -> stored.goOnAt(plan, offsets), stored.acceptCluster(plan)));
    }
    Optional<CheckpointPlan> decides = plan.checkpointPlan();
    if (decides.filter(CheckpointPlan::refuses).isPresent()) {
      throw new IllegalStateException(decides.get().refusal(stream, checkpoint));
    }
    if (checkpoint != null) {
      checkpoint.requireUnseenBatch(stream, plan.commit(), stored.session());
    }
    YoungerRecords.warnOf(plan, now, brokers);
    if (!brokers.isCheck()) {
      stored.saysFirstTime(plan, fallback);
      stored.begin(plan, brokers);
      warnOfAccepted(plan);
      decides.ifPresent(each -> each.warn(stream, plan.commit()));
    }
    return plan.handedToSpark();
  }

  /** The plan says where each partition begins. */
  @Override
  protected boolean leavesOutOnPurpose() {
    return true;
  }

  private static void warnOfAccepted(ResumePlan plan) {
    String accepted = plan.accepted();
    if (!accepted.isEmpty()) {
      LOG.warn(
          "Stream '{}' does not begin where it was stored, as its resume policy or the source's "
              + "onDataLoss accepts: {}",
          plan.stream(),
          accepted);
    }
  }

  /** The stream, what happens the first time, what the policy says, and the checkpoint. */
  @Override
  public String toString() {
    return "where '"
        + stream
        + "' is stored, the first time "
        + fallback
        + (policy.equals(ResumePolicy.standard()) ? "" : ", policy " + policy)
        + (checkpoint == null ? "" : ", with checkpoint " + checkpoint);
  }
}
