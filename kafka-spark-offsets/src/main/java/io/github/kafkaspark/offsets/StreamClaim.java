package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.move.Rewinds;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
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

  /** Whose the topics of the run are. */
  private final ClaimIdentities identities = new ClaimIdentities();

  /** What the run has reported. */
  private final RunReports reports;

  private boolean saidLower;

  private StreamClaim(StreamId stream, ClaimWriter writer, StreamLoad load) {
    this.stream = stream;
    this.writer = writer;
    this.load = load;
    this.reports = new RunReports(stream);
    identities.loaded(load.topics(), load.identities());
  }

  /** Claims the stream for the first of its sources. */
  static StreamClaim of(OffsetStore store, ResumePlan plan, BrokerOffsets brokers, Provenance by) {
    requireKept(store, plan, brokers);
    StreamLoad load = StreamLoad.of(plan, brokers);
    NewCommit start = load.start(plan.commit(), goingOn(plan, plan.commit(), by));
    return new StreamClaim(plan.stream(), ClaimWriter.claim(store, plan.stream(), start), load);
  }

  /** Claims the stream for a run whose sources did not resume: from what it has done so far. */
  static StreamClaim of(OffsetStore store, StreamId stream, PendingProgress done, Provenance by) {
    Optional<OffsetCommit> before = store.latest(stream);
    TopicOffsets ends = done.newest().endsOfSources().found(SourceOffsets.Excuse.NONE);
    TopicOffsets stored = before.map(OffsetCommit::offsets).orElse(TopicOffsets.empty());
    NewCommit start =
        NewCommit.start(stored.merge(ends), by)
            .withIdentities(
                before
                    .map(
                        commit -> new ClaimIdentities().of(ends, null, stored, commit.identities()))
                    .orElse(Collections.emptyMap()));
    StreamClaim claim =
        new StreamClaim(stream, ClaimWriter.claim(store, stream, start), StreamLoad.NONE);
    claim.run = done.run();
    claim.done = done.newest();
    return claim;
  }

  /** Refuses a source of whose partitions the store cannot keep the offsets. */
  static void requireKept(OffsetStore store, ResumePlan plan, BrokerOffsets brokers) {
    Set<TopicPartition> missing = store.missing(brokers.partitions());
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              "Cannot resume '%s': the %s keeps offsets beside the topics, and has no %s that its user "
                  + "may read, which the source reads%s; grant that user Read on the topics, or, if "
                  + "they are of another cluster, keep the offsets in files, on HDFS or in a database, "
                  + "or give the topics of each cluster a query of its own, whose tracker has a store "
                  + "on it",
              plan.stream(),
              store,
              missing,
              brokers.cluster().map(cluster -> " from '" + cluster + "'").orElse("")));
    }
  }

  private static Provenance goingOn(ResumePlan plan, Optional<OffsetCommit> before, Provenance by) {
    return goingOn(before, plan.checkpoint().map(found -> atBatch(found, by)).orElse(by));
  }

  /** A checkpoint that has done no batch goes on from nothing. */
  private static Provenance atBatch(CheckpointOffsets found, Provenance by) {
    return found.queryId().isPresent() && found.batch().isPresent()
        ? by.withBatch(found.queryId().get(), found.batch().getAsLong())
        : by;
  }

  /** A START keeps the batch up to which the stream was done, so that its query is known. */
  private static Provenance goingOn(Optional<OffsetCommit> before, Provenance by) {
    Optional<Provenance> done = before.map(OffsetCommit::provenance);
    Optional<String> query = done.flatMap(Provenance::queryId);
    return query.isPresent() && !by.queryId().isPresent()
        ? by.withBatch(query.get(), done.get().batchId().orElse(0))
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

  /**
   * Whether a run's progress belongs to this claim.
   *
   * @param isOfLoad whether the run is that of the newest load
   */
  boolean serves(UUID run, boolean isOfLoad) {
    return this.run == null ? isOfLoad : this.run.equals(run);
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
   * The partitions that the run has begun elsewhere than its sources were told to by the store: a
   * checkpoint has overruled it. Of a first batch that a checkpoint makes Spark run again nobody
   * knows where it begins.
   */
  OtherPlaces overruled(ProgressOffsets first) {
    if (done != null || writer.latest().kind() == NewCommit.Kind.BATCH) {
      return OtherPlaces.NONE;
    }
    try {
      TopicOffsets start = load.readOf(writer.latest().offsets());
      TopicOffsets begun = first.startsOfSources().found(load);
      TopicOffsets known =
          begun.isEmpty() ? lower(first.endsOfSources().found(load), start) : begun;
      return load.stored().isEmpty() ? OtherPlaces.NONE : OtherPlaces.of(known, start);
    } catch (RuntimeException | LinkageError e) {
      return OtherPlaces.NONE; // The first commit of the run says that it cannot be read.
    }
  }

  /** Whether a query that a checkpoint has let begin elsewhere is to be stopped. */
  boolean failsIfOverruled() {
    return load.failsIfOverruled();
  }

  /** The commit by which a person has moved the stream to where the claim begins. */
  Optional<OffsetCommit> rewind(OffsetStore store) {
    return load.before().flatMap(commit -> Rewinds.last(store, commit));
  }

  /** The newest commit before it; without a load that is not known. */
  Optional<OffsetCommit> before() {
    return load.before();
  }

  /** Commits again who keeps the stream where it is: a store may keep the newest commit only. */
  void keepRewind(Provenance by) {
    OffsetCommit latest = writer.latest();
    if (latest.kind() != NewCommit.Kind.REWIND) {
      OffsetCommit unused =
          writer.append(
              NewCommit.rewind(load.placeBefore(latest), by).withIdentities(latest.identities()));
    }
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

  /** The query that has done what is committed, or this one if its checkpoint was named. */
  Optional<String> doneBy(UUID query) {
    return load.isOfNamedCheckpoint(query)
        ? Optional.of(query.toString())
        : latest().provenance().queryId();
  }

  /** The reason why not all can be committed; empty if all can. */
  Optional<String> problem() {
    return reports.problem();
  }

  /** What is not committed yet, or only the first progress will tell; empty if all is known. */
  Optional<String> doubt() {
    return reports.doubt(load);
  }

  /** Adds one more source of the same query. */
  OffsetCommit join(ResumePlan plan, BrokerOffsets brokers, Provenance by) {
    OffsetCommit latest = writer.latest();
    StreamLoad next = load.with(plan, brokers);
    NewCommit start = next.start(Optional.of(latest), goingOn(plan, Optional.of(latest), by));
    OffsetCommit commit =
        start.offsets().equals(latest.offsets()) && start.identities().equals(latest.identities())
            ? latest
            : writer.append(start);
    load = next;
    identities.loaded(next.topics(), next.identities());
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
    reports.take(newest, load);
    // An append may have come through that seemed to fail: then the START was corrected before.
    boolean first = done == null && writer.latest().kind() == NewCommit.Kind.START;
    if (first) {
      load.namedInVain(newest.query()).ifPresent(named -> sayNamedInVain(named, newest.query()));
    }
    TopicOffsets committed = (first ? correctStart(reported, by) : writer.latest()).offsets();
    TopicOffsets ends = reports.committable(newest.endsOfSources(), load);
    stepBack(ends, committed);
    OffsetCommit commit = commit(ends, newest, by);
    done = newest;
    return commit;
  }

  private void sayNamedInVain(String named, UUID query) {
    OtherPlaces places = OtherPlaces.of(load.readOf(writer.latest().offsets()), load.stored());
    if (!places.isEmpty()) {
      LOG.warn(
          "Stream '{}' was told to begin where the checkpoint of query {} stands, and query {} has begun "
              + "there with another checkpoint: {}; to go on where it was stored, stop the query, and "
              + "start it once with startingOffsets(StartingOffsets.at({})) in place of resume() and "
              + "with a new checkpoint",
          stream,
          named,
          query,
          places,
          ClaimText.json(load.stored()));
    }
  }

  /** What to ask the brokers: for each of them the topics of the run that are not known. */
  Map<KafkaCluster, Set<String>> questions() {
    Map<KafkaCluster, Set<String>> questions = new HashMap<>();
    for (String topic : done == null ? Collections.<String>emptySet() : identities.unknown()) {
      load.brokersOf(done.endsOfSources().finders(topic))
          .ifPresent(
              brokers -> questions.computeIfAbsent(brokers, key -> new TreeSet<>()).add(topic));
    }
    return questions;
  }

  /** Takes what the brokers have said by now. */
  void answered(Map<String, TopicIdentity> answers) {
    identities.answered(answers, Instant.now());
  }

  /** Commits where a batch of the load ends; nothing if the stream is there already. */
  OffsetCommit commit(TopicOffsets ends, Provenance by) {
    return commit(ends, null, by);
  }

  private OffsetCommit commit(TopicOffsets ends, ProgressOffsets reported, Provenance by) {
    OffsetCommit latest = writer.latest();
    Set<TopicPartition> dropped = load.dropped(latest.identities(), ends);
    TopicOffsets kept = latest.offsets().filter(partition -> !dropped.contains(partition));
    NewCommit next =
        NewCommit.batch(kept.merge(ends), by)
            .withIdentities(identities.of(ends, reported, kept, latest.identities()));
    return next.offsets().equals(latest.offsets()) && next.identities().equals(latest.identities())
        ? latest
        : writer.append(next);
  }

  private void stepBack(TopicOffsets ends, TopicOffsets committed) {
    TopicOffsets lower = lower(ends, committed);
    identities.forget(lower);
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
    reports.begin(first, load);
    TopicOffsets begun = reports.committable(first.startsOfSources(), load);
    TopicOffsets real =
        begun.isEmpty()
            ? lower(reports.committable(first.endsOfSources(), load), start)
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
    identities.forget(real); // The checkpoint may have seen them in other topics than the load.
    return writer.append(
        NewCommit.start(corrected, goingOn(Optional.of(writer.latest()), by))
            .withIdentities(identities.of(real, first, start, writer.latest().identities())));
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

  /** Whether its newest commit now says for the first time that the claim has ended in order. */
  boolean markEnd() {
    return writer.markEnd();
  }

  void close() {
    writer.close();
  }
}
