package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One claim of a stream: decides what its writer commits next, for one load and one run. On the
 * walk back to the store it stands between the stream's state and the writer; on the walk forward
 * to the source it commits where the source begins. Not safe for use by several threads; the
 * stream's state guards it.
 */
final class StreamClaim {

  private static final Logger LOG = LoggerFactory.getLogger(StreamClaim.class);

  private final StreamId stream;
  private final ClaimWriter writer;
  private StreamLoad load;

  /** The run that it serves; null before that has reported anything. */
  private UUID run;

  /** The newest report of the run that is committed; null before the first. */
  private ProgressOffsets done;

  /** The topics that the run reads from two clusters; null before its first report. */
  private Set<String> ambiguous;

  private boolean saidLower;

  private StreamClaim(StreamId stream, ClaimWriter writer, StreamLoad load) {
    this.stream = stream;
    this.writer = writer;
    this.load = load;
  }

  /** Claims the stream for the first of its sources. */
  static StreamClaim of(OffsetStore store, ResumePlan plan, BrokerOffsets brokers, Provenance by) {
    StreamLoad load = StreamLoad.of(plan, brokers);
    TopicOffsets stored = plan.commit().map(OffsetCommit::offsets).orElse(TopicOffsets.empty());
    NewCommit start = NewCommit.start(load.start(stored, brokers), goingOn(plan.commit(), by));
    return new StreamClaim(plan.stream(), ClaimWriter.claim(store, plan.stream(), start), load);
  }

  /** Claims the stream for a run whose sources did not resume: from what it has done so far. */
  static StreamClaim of(OffsetStore store, StreamId stream, PendingProgress done, Provenance by) {
    TopicOffsets stored =
        store.latest(stream).map(OffsetCommit::offsets).orElse(TopicOffsets.empty());
    NewCommit start = NewCommit.start(stored.merge(done.newest().ends()), by);
    StreamClaim claim =
        new StreamClaim(stream, ClaimWriter.claim(store, stream, start), StreamLoad.NONE);
    claim.run = done.run();
    claim.done = done.newest();
    return claim;
  }

  /** A START keeps the batch up to which the stream was done, so that its query is known. */
  private static Provenance goingOn(Optional<OffsetCommit> before, Provenance by) {
    Optional<Provenance> done = before.map(OffsetCommit::provenance);
    Optional<String> query = done.flatMap(Provenance::queryId);
    return query.isPresent() && !by.queryId().isPresent()
        ? by.batch(query.get(), done.get().batchId().orElse(0))
        : by;
  }

  /** Whether this is still the newest claim of the stream, whoever has asked for one since. */
  boolean isNewestOf(OffsetStore store) {
    return store.latest(stream).filter(writer::isOwn).isPresent();
  }

  /**
   * Asks the store whether it still has the newest commit.
   *
   * @return what is wrong, as when a person has deleted it; empty if nothing is
   * @throws StaleWriterException if another driver owns the stream
   */
  Optional<String> missing(OffsetStore store) {
    return writer.missing(store.latest(stream));
  }

  /** Whether a run's progress belongs to this claim. */
  boolean serves(UUID run) {
    return this.run == null ? load != StreamLoad.NONE : this.run.equals(run);
  }

  /** The newest report of the run that is committed; null if none is. */
  ProgressOffsets done() {
    return done;
  }

  /** Whether the run that reports this first has lost the state of the batches before. */
  boolean hasLostState(ProgressOffsets first) {
    return load.hasLostState(first);
  }

  /**
   * The commit from which one more source resumes: as for the first source, the one before the
   * claim. But the claim does not decide anew what it has promised to read, as when a source is
   * loaded again because its query could not be started.
   */
  Optional<OffsetCommit> stored(BrokerOffsets brokers) {
    return load.promises(brokers) ? Optional.of(writer.latest()) : load.before();
  }

  /** The newest commit. */
  OffsetCommit latest() {
    return writer.latest();
  }

  /**
   * The reason why not all can be committed; empty if all can. Nothing tells apart the offsets of a
   * topic that the query reads from two clusters, so the claim commits none of them after the
   * START, which has the lower one.
   */
  Optional<String> problem() {
    return ambiguous == null || ambiguous.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "topics "
                + ambiguous
                + " are read from two clusters, so their offsets are not committed; give each "
                + "cluster a query of its own");
  }

  /** What only the first progress will tell; empty if all is known. */
  Optional<String> doubt() {
    Set<String> topics = load.topicsOfTwoClusters().keySet();
    return done != null || topics.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "sources of topics "
                + topics
                + " were loaded from two clusters; the query's first progress tells whether it "
                + "reads both");
  }

  /** Adds one more source of the same query. */
  OffsetCommit join(ResumePlan plan, BrokerOffsets brokers, Provenance by) {
    TopicOffsets committed = writer.latest().offsets();
    StreamLoad next = load.with(plan, brokers);
    TopicOffsets start = next.start(committed, brokers);
    OffsetCommit commit =
        start.equals(committed)
            ? writer.latest()
            : writer.append(NewCommit.start(start, goingOn(Optional.of(writer.latest()), by)));
    load = next;
    return commit;
  }

  /**
   * Commits what a query has done. Within a run the newest report counts, even one of a step back.
   */
  OffsetCommit commit(PendingProgress reported, Provenance by) {
    ProgressOffsets newest = reported.newest();
    run = newest.run(); // Also if this fails: it may have come through.
    if (done != null && newest.isBefore(done)) {
      return writer.latest(); // The listener bus was slower than a flush.
    }
    if (ambiguous == null) {
      ambiguous = ambiguous(newest);
    }
    // An append may have come through that seemed to fail: then the START was corrected before.
    boolean first = done == null && writer.latest().kind() == NewCommit.Kind.START;
    TopicOffsets committed = (first ? correctStart(reported, by) : writer.latest()).offsets();
    TopicOffsets ends = readable(newest.ends());
    sayIfLower(ends, committed);
    OffsetCommit commit = commit(ends, by);
    done = newest;
    return commit;
  }

  /** Commits where a batch ends; nothing if the stream is there already. */
  OffsetCommit commit(TopicOffsets ends, Provenance by) {
    TopicOffsets committed = writer.latest().offsets();
    TopicOffsets next = committed.merge(ends);
    return next.equals(committed) ? writer.latest() : writer.append(NewCommit.batch(next, by));
  }

  /** Two sources of one topic are of two clusters if they were loaded so, and both are read. */
  private Set<String> ambiguous(ProgressOffsets first) {
    Map<String, Set<String>> clusters = load.topicsOfTwoClusters();
    if (clusters.isEmpty()) {
      return clusters.keySet();
    }
    clusters.keySet().retainAll(first.topicsOfSeveralSources());
    clusters.forEach(
        (topic, ids) ->
            LOG.warn(
                "Stream '{}' reads topic '{}' from two clusters {}: its offsets cannot be told apart "
                    + "and are not committed; give each cluster a query of its own",
                stream,
                topic,
                ids));
    return clusters.keySet();
  }

  /** Those of them that the claim can commit. */
  private TopicOffsets readable(TopicOffsets offsets) {
    return ambiguous == null
        ? offsets
        : offsets.filter(partition -> !ambiguous.contains(partition.topic()));
  }

  private void sayIfLower(TopicOffsets ends, TopicOffsets committed) {
    TopicOffsets lower = lower(ends, committed);
    if (!lower.isEmpty() && !saidLower) {
      saidLower = true;
      LOG.warn(
          "Stream '{}': the query has stepped back to {}, below what is committed, as Spark does "
              + "without failOnDataLoss when a topic was created anew; the stream follows it: {}",
          stream,
          lower,
          committed);
    }
  }

  private static TopicOffsets lower(TopicOffsets ends, TopicOffsets committed) {
    return ends.filter(
        partition -> ends.get(partition).orElse(0) < committed.get(partition).orElse(0));
  }

  /**
   * A checkpoint overrules where the source was told to begin. The first progress shows it, by
   * where it begins, or, without that, by ending below the START. If Spark has not reported the
   * first batches, the START becomes where the first reported one began: all before has reached the
   * sink.
   */
  private OffsetCommit correctStart(PendingProgress reported, Provenance by) {
    TopicOffsets start = writer.latest().offsets();
    ProgressOffsets first = firstReadable(reported);
    TopicOffsets begun = readable(first.starts());
    TopicOffsets real =
        begun.isEmpty()
            ? lower(readable(first.ends()), start)
            : begun.filter(partition -> start.get(partition).isPresent());
    TopicOffsets corrected = start.merge(real);
    if (corrected.equals(start)) {
      return writer.latest();
    }
    LOG.warn(
        "Stream '{}' is reported from {} on: a checkpoint of the query overrules the start {}, or "
            + "Spark has not reported its first batches",
        stream,
        corrected,
        start);
    return writer.append(NewCommit.start(corrected, goingOn(Optional.of(writer.latest()), by)));
  }

  /** A progress that cannot be read must not keep later ones from being committed. */
  private static ProgressOffsets firstReadable(PendingProgress reported) {
    try {
      TopicOffsets unusedStarts = reported.first().starts();
      TopicOffsets unusedEnds = reported.first().ends();
      return reported.first();
    } catch (RuntimeException | LinkageError e) {
      LOG.warn(
          "Progress of query {}, batch {}, cannot be read; the newest counts as the first",
          reported.first().query(),
          reported.first().batch(),
          e);
      return reported.newest();
    }
  }

  void close() {
    writer.close();
  }
}
