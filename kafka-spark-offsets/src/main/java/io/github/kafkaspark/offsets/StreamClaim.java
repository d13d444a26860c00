package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One claim of a stream: decides what its writer commits next. On the walk back to the store it
 * stands between the stream's state and the writer; on the walk forward to the source it commits
 * where the source begins. Not safe for use by several threads; the stream's state guards it.
 */
final class StreamClaim {

  private static final Logger LOG = LoggerFactory.getLogger(StreamClaim.class);

  private final StreamId stream;
  private final OffsetWriter writer;
  private final Optional<OffsetCommit> before;
  private final Set<TopicPartition> begun = new HashSet<>();
  private final Map<String, Optional<String>> clusters = new HashMap<>();
  private final Set<String> ambiguous = new TreeSet<>();
  private boolean progressed;
  private UUID run;
  private long batch;
  private boolean saidLower;

  private StreamClaim(StreamId stream, OffsetWriter writer, Optional<OffsetCommit> before) {
    this.stream = stream;
    this.writer = writer;
    this.before = before;
  }

  /** Claims the stream for the first of its sources. */
  static StreamClaim of(OffsetStore store, ResumePlan plan, BrokerOffsets brokers, Provenance by) {
    TopicOffsets start =
        plan.commit()
            .map(OffsetCommit::offsets)
            .orElse(TopicOffsets.empty())
            .filter(partition -> !brokers.selects(partition))
            .merge(plan.recorded());
    OffsetWriter writer = store.claim(plan.stream(), NewCommit.start(start, by));
    StreamClaim claim = new StreamClaim(plan.stream(), writer, plan.commit());
    claim.noteClusters(brokers);
    claim.begun.addAll(brokers.partitions());
    return claim;
  }

  /** Claims the stream for a query whose sources did not resume: from what it has done so far. */
  static StreamClaim of(OffsetStore store, StreamId stream, PendingProgress done, Provenance by) {
    Optional<OffsetCommit> before = store.latest(stream);
    TopicOffsets stored = before.map(OffsetCommit::offsets).orElse(TopicOffsets.empty());
    TopicOffsets start = stored.merge(done.newest().ends());
    StreamClaim claim =
        new StreamClaim(stream, store.claim(stream, NewCommit.start(start, by)), before);
    claim.progressed = true;
    return claim;
  }

  /** Whether the host commits the stream's offsets by itself, in transactions of its own. */
  static boolean isTheHosts(OffsetStore store, StreamId stream) {
    return store.hostsClaim(stream).isPresent();
  }

  /**
   * Refuses a stream that the host commits by itself.
   *
   * @param own the tracker's claim before, which is no reason to refuse; null if there is none
   */
  static void requireNotTheHosts(OffsetStore store, StreamId stream, StreamClaim own) {
    if (isTheHosts(store, stream) && (own == null || !own.isNewestOf(store))) {
      throw new IllegalStateException(
          String.format(
              "Cannot record '%s': a JdbcOffsetWriter of this store owns it, and each of the two would "
                  + "replace the other; commit its offsets with the rows by that writer and load its "
                  + "source with Resume.from(store, stream), or close the writer and leave the "
                  + "stream to the tracker",
              stream));
    }
  }

  private boolean isNewestOf(OffsetStore store) {
    return store.hostsClaim(stream).equals(OptionalLong.of(writer.latest().generation()));
  }

  /**
   * The commit from which one more source resumes: as for the first source, the one before the
   * claim. But the claim does not decide anew what it has promised to read, as when a source is
   * loaded again because its query could not be started.
   */
  Optional<OffsetCommit> stored(BrokerOffsets brokers) {
    Optional<String> cluster = brokers.clusterId();
    boolean promised =
        brokers.partitions().stream()
            .anyMatch(p -> begun.contains(p) && cluster.equals(clusters.get(p.topic())));
    return promised ? Optional.of(writer.latest()) : before;
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
    return ambiguous.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "topics "
                + ambiguous
                + " are read from two clusters, so their offsets are not committed; give each "
                + "cluster a query of its own");
  }

  /** Adds one more source of the same query. */
  OffsetCommit join(ResumePlan plan, BrokerOffsets brokers, Provenance by) {
    noteClusters(brokers);
    TopicOffsets committed = writer.latest().offsets();
    TopicOffsets own = plan.recorded();
    Map<TopicPartition, Long> joined = new HashMap<>();
    for (TopicPartition partition : brokers.partitions()) {
      OptionalLong offset = own.get(partition);
      if (begun.contains(partition)) {
        offset = lower(offset, committed.get(partition));
      }
      offset.ifPresent(number -> joined.put(partition, number));
    }
    TopicOffsets start =
        committed.filter(p -> isOfOthers(p, brokers)).merge(TopicOffsets.of(joined));
    begun.addAll(brokers.partitions());
    return start.equals(committed) ? writer.latest() : writer.append(NewCommit.start(start, by));
  }

  /** One source does not drop what another one reads, though its pattern may match the name. */
  private boolean isOfOthers(TopicPartition partition, BrokerOffsets brokers) {
    return !brokers.partitions().contains(partition)
        && (begun.contains(partition) || !brokers.selects(partition));
  }

  private void noteClusters(BrokerOffsets brokers) {
    Optional<String> cluster = brokers.clusterId();
    for (TopicPartition partition : brokers.partitions()) {
      Optional<String> known = clusters.putIfAbsent(partition.topic(), cluster);
      if (known != null && !known.equals(cluster) && ambiguous.add(partition.topic())) {
        LOG.warn(
            "Stream '{}' reads topic '{}' from two clusters ({} and {}): its offsets cannot be told "
                + "apart and are not committed; give each cluster a query of its own",
            stream,
            partition.topic(),
            known.orElse("unknown"),
            cluster.orElse("unknown"));
      }
    }
  }

  private boolean frozen(TopicPartition partition) {
    return ambiguous.contains(partition.topic());
  }

  /** No number means the earliest record, which is lower than all. */
  private static OptionalLong lower(OptionalLong one, OptionalLong other) {
    return one.isPresent() && other.isPresent()
        ? OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()))
        : OptionalLong.empty();
  }

  /** Commits what a query has done. */
  OffsetCommit commit(PendingProgress done, Provenance by) {
    ProgressOffsets newest = done.newest();
    if (newest.run().equals(run) && newest.batch() < batch) {
      return writer.latest(); // The listener bus was slower than a flush.
    }
    TopicOffsets committed = (progressed ? writer.latest() : correctStart(done, by)).offsets();
    progressed = true;
    TopicOffsets ends = newest.ends().filter(p -> !frozen(p));
    OffsetCommit commit = commit(ends.filter(p -> !isLower(ends, committed, p)), by);
    run = newest.run();
    batch = newest.batch();
    return commit;
  }

  /** Commits where a batch ends; nothing if the stream is there already. */
  OffsetCommit commit(TopicOffsets ends, Provenance by) {
    TopicOffsets committed = writer.latest().offsets();
    TopicOffsets next = committed.merge(ends);
    return next.equals(committed) ? writer.latest() : writer.append(NewCommit.batch(next, by));
  }

  private boolean isLower(TopicOffsets ends, TopicOffsets committed, TopicPartition partition) {
    long end = ends.get(partition).orElse(Long.MAX_VALUE);
    boolean lower = end < committed.get(partition).orElse(0);
    if (lower && !saidLower) {
      saidLower = true;
      LOG.warn(
          "Stream '{}': the query reports {} at {}, below what is committed; the committed offsets "
              + "are kept: {}",
          stream,
          partition,
          end,
          committed);
    }
    return lower;
  }

  /**
   * A checkpoint overrules where the source was told to begin. The first progress shows it, by
   * where it begins, or, without that, by ending below the START. If Spark has not reported the
   * first batches, the START becomes where the first reported one began: all before has reached the
   * sink.
   */
  private OffsetCommit correctStart(PendingProgress done, Provenance by) {
    TopicOffsets start = writer.latest().offsets();
    ProgressOffsets first = firstReadable(done);
    TopicOffsets begun = first.starts().filter(p -> !frozen(p));
    TopicOffsets ends = first.ends().filter(p -> !frozen(p));
    TopicOffsets real =
        begun.isEmpty()
            ? ends.filter(p -> ends.get(p).orElse(0) < start.get(p).orElse(0))
            : begun.filter(p -> start.get(p).isPresent());
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
    return writer.append(NewCommit.start(corrected, by));
  }

  /** A progress that cannot be read must not keep later ones from being committed. */
  private static ProgressOffsets firstReadable(PendingProgress done) {
    try {
      TopicOffsets unusedStarts = done.first().starts();
      TopicOffsets unusedEnds = done.first().ends();
      return done.first();
    } catch (RuntimeException | LinkageError e) {
      LOG.warn(
          "Progress of query {}, batch {}, cannot be read; the newest counts as the first",
          done.first().query(),
          done.first().batch(),
          e);
      return done.newest();
    }
  }

  void close() {
    writer.close();
  }
}
