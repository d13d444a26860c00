package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** A run of a model's query: reads, writes to the sink, keeps its checkpoint, reports, and ends. */
final class ModelQuery implements RunningQuery {

  private final UUID run;
  private final Map<String, SourceSelection> sources;
  private final Map<TopicPartition, Long> positions;

  /** Null without a checkpoint that told it where to begin. */
  private final TopicOffsets begun;

  private volatile boolean active = true;
  private volatile boolean failed;
  private long batch;
  private volatile ProgressOffsets first;
  private volatile ProgressOffsets last;

  /**
   * @param sources by the topic that each of them reads
   */
  ModelQuery(
      UUID run,
      Map<String, SourceSelection> sources,
      Map<TopicPartition, Long> positions,
      TopicOffsets begun) {
    this.run = run;
    this.sources = sources;
    this.positions = new HashMap<>(positions);
    this.begun = begun;
  }

  UUID run() {
    return run;
  }

  TopicOffsets begun() {
    return begun;
  }

  Map<TopicPartition, Long> positions() {
    return positions;
  }

  /** A batch of so many records of each partition, and its report. */
  ProgressOffsets batch(ModelTopics brokers, ModelSink sink, long most) {
    TopicOffsets before = TopicOffsets.of(positions);
    brokers
        .sorted()
        .forEach(
            (partition, end) -> {
              if (sources.containsKey(partition.topic())) {
                long from = positions.getOrDefault(partition, 0L);
                long to = Math.max(from, Math.min(end, from + most));
                sink.take(partition, from, to);
                positions.put(partition, to);
              }
            });
    TopicOffsets starts = batch > 0 || begun != null ? before : TopicOffsets.empty();
    last =
        ProgressOffsets.of(
            run, run, batch++, ofSources(starts), ofSources(TopicOffsets.of(positions)));
    first = first == null ? last : first;
    return last;
  }

  private SourceOffsets ofSources(TopicOffsets offsets) {
    Map<SourceSelection, TopicOffsets> all = new LinkedHashMap<>();
    sources.forEach(
        (topic, selection) ->
            all.put(selection, offsets.filter(partition -> partition.topic().equals(topic))));
    return SourceOffsets.of(all);
  }

  /** Its first report; null if there is none. */
  ProgressOffsets first() {
    return first;
  }

  void fail() {
    failed = active;
    active = false;
  }

  @Override
  public String id() {
    return run.toString();
  }

  @Override
  public boolean isActive() {
    return active;
  }

  @Override
  public ProgressOffsets lastProgress() {
    return last;
  }

  @Override
  public ProgressOffsets firstProgress() {
    return first;
  }

  @Override
  public ProgressOffsets offsetsOf(StreamingQueryProgress progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<ProgressOffsets> failedAt() {
    SourceOffsets start = ofSources(begun == null ? TopicOffsets.empty() : begun);
    return failed ? Optional.of(ProgressOffsets.of(run, run, -1, start, start)) : Optional.empty();
  }

  @Override
  public boolean isSilent() {
    return false;
  }

  @Override
  public void stop() {
    active = false;
  }
}
