package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** A driver of a model: its recording, its query, and the events on the way between the two. */
final class ModelDriver {

  static final StreamId STREAM = StreamId.of("model");

  private final ModelStore store;
  private final long[] time;
  private Recording recording;
  private ModelQuery query;
  private Map<TopicPartition, Long> begins;

  /** The listener has told of a failure, and the store has worked since. */
  private boolean failureIsKnown;

  private boolean failureIsTold;
  private final Deque<ProgressOffsets> bus = new ArrayDeque<>();

  /** Where the sources that were loaded begin; null for the earliest record. */
  private final Map<TopicPartition, Long> loaded = new HashMap<>();

  private final TreeSet<String> topics = new TreeSet<>();

  ModelDriver(ModelStore store, long[] time) {
    this.store = store;
    this.time = time;
    restart();
  }

  /** The driver is killed, and a new one takes its place. */
  void restart() {
    recording = record(STREAM, store, () -> Provenance.of("model", Instant.EPOCH), () -> time[0]);
    query = null;
    failureIsTold = false;
    failureIsKnown = false;
    bus.clear();
    forgetLoads();
  }

  /** A recording in virtual time, which does all at once and on the caller's thread. */
  static Recording record(
      StreamId stream, OffsetStore store, Supplier<Provenance> provenance, LongSupplier clock) {
    TrackerOptions options = TrackerOptions.defaults();
    return new Recording(
        stream,
        new SharedParts(
            store,
            options,
            provenance,
            Runnable::run,
            new HealthReports(options.onHealthChange, Runnable::run),
            clock,
            Duration.ZERO,
            Runnable::run,
            Runnable::run,
            (cluster, topics) -> Collections.emptyMap()));
  }

  void forgetLoads() {
    loaded.clear();
    topics.clear();
  }

  Recording recording() {
    return recording;
  }

  ModelQuery query() {
    return query;
  }

  boolean isRunning() {
    return query != null && query.isActive();
  }

  boolean hasLoaded() {
    return !topics.isEmpty();
  }

  /** Loads a source with {@code resume()}; whether that went well. */
  boolean load(ModelTopics brokers, ModelSink sink, String topic, boolean latest) {
    if (isRunning()) {
      return false;
    }
    boolean first = !recording.isWaiting();
    TopicOffsets start;
    TrackedStream stream = new TrackedStream(null, recording, loaded -> {}, () -> {}, () -> {});
    try {
      start =
          stream
              .resume()
              .firstTime(latest ? StartingOffsets.latest() : StartingOffsets.earliest())
              .resolve(brokers.of(topic));
    } catch (OffsetStoreException | IllegalStateException e) {
      assertThat(store.isFair()).as("a load fails though the store works: %s", e).isFalse();
      return false;
    }
    if (first) {
      forgetLoads();
      failureIsTold = false;
      failureIsKnown = false;
    }
    topics.add(topic);
    for (ResumeLine line : stream.plan().get().lines()) {
      if (line.reason() == ResumeLine.Reason.VANISHED) {
        continue; // The query has no such partition.
      }
      TopicPartition partition = line.partition();
      long begin = start.get(partition).orElse(0);
      loaded.put(partition, begin);
      boolean isNew = line.reason() == ResumeLine.Reason.NEW;
      if (!isNew && !sink.owes(partition)) {
        sink.owe(partition, begin);
      }
    }
    return true;
  }

  /** Tries to load a source of a topic that was created anew since its offsets were stored. */
  void requireRefused(ModelTopics brokers, String topic) {
    assertThatThrownBy(
            () ->
                new TrackedStream(null, recording, loaded -> {}, () -> {}, () -> {})
                    .resume()
                    .firstTime(StartingOffsets.earliest())
                    .resolve(brokers.of(topic)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the topic was created anew");
  }

  /** Whether the checkpoint is of the sources that were loaded: Spark refuses another. */
  boolean accepts(Map<TopicPartition, Long> checkpoint) {
    return checkpoint == null
        || checkpoint.keySet().stream()
            .map(TopicPartition::topic)
            .collect(Collectors.toSet())
            .equals(topics);
  }

  /** Starts the query with what was loaded, where the checkpoint says if there is one. */
  void start(ModelTopics brokers, ModelSink sink, UUID run, Map<TopicPartition, Long> checkpoint) {
    Map<TopicPartition, Long> positions = new HashMap<>(loaded);
    if (checkpoint == null) {
      positions.forEach(
          (partition, start) -> sink.requireDoneBefore(partition, start, brokers.end(partition)));
    } else {
      positions.replaceAll((partition, start) -> checkpoint.getOrDefault(partition, 0L));
    }
    Map<String, SourceSelection> sources = ModelTopics.selections(topics);
    begin(run, sources, positions, checkpoint == null ? null : TopicOffsets.of(positions));
  }

  /**
   * Starts the query with sources that begin at their earliest records, without {@code resume()}.
   */
  void startByHand(ModelTopics brokers, UUID run) {
    forgetLoads();
    topics.add("t");
    topics.add("u");
    Map<TopicPartition, Long> positions = new HashMap<>();
    brokers.sorted().keySet().forEach(partition -> positions.put(partition, 0L));
    Map<String, SourceSelection> sources = new TreeMap<>();
    topics.forEach(
        topic -> sources.put(topic, SourceSelection.described("Subscribe[" + topic + "]")));
    begin(run, sources, positions, null);
  }

  private void begin(
      UUID run,
      Map<String, SourceSelection> sources,
      Map<TopicPartition, Long> positions,
      TopicOffsets begun) {
    bus.clear();
    query = new ModelQuery(run, sources, positions, begun);
    begins = new HashMap<>(positions);
    failureIsTold = false;
    failureIsKnown = false;
    recording.begun(run, query);
  }

  /**
   * Where a run began against its plan is known from its first commit on; after a kill before that
   * nobody can know.
   */
  void owe(ModelSink sink) {
    boolean reported =
        query != null && query.first() != null && recording.hasCommitted(query.first());
    if (reported || failureIsKnown) {
      begins.forEach(sink::owe);
    }
  }

  void batch(ModelTopics brokers, ModelSink sink, long most, int delivery) {
    ProgressOffsets report = query.batch(brokers, sink, most);
    if (delivery > 0) { // Else the bus drops it.
      bus.add(report);
    }
    if (delivery > 2) {
      bus.add(report);
    }
  }

  /** The bus brings an event, mostly the oldest. */
  void deliver(boolean outOfOrder) {
    ProgressOffsets event = outOfOrder ? bus.pollLast() : bus.pollFirst();
    if (event != null) {
      recording.progressed(event);
    }
  }

  void end(boolean failed, boolean told) {
    if (failed) {
      query.fail();
    } else {
      query.stop();
    }
    if (told) {
      failureIsTold = failed && query.first() == null && query.begun() != null;
      recording.ended(query.run(), failed);
    }
  }

  /** Long enough for every pause of a slot. */
  void look() {
    time[0] += TimeUnit.SECONDS.toNanos(31);
    recording.look();
    boolean isOwner = recording.status().health() != Health.FENCED && !recording.isWaiting();
    failureIsKnown = failureIsTold && store.isFair() && isOwner;
  }

  /** Whether a flush has returned. */
  boolean flush() {
    try {
      recording.flush(Duration.ZERO);
      return true;
    } catch (OffsetStoreException | IllegalStateException e) {
      return false;
    }
  }
}
