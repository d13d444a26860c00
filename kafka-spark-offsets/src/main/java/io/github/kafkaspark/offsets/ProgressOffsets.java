package io.github.kafkaspark.offsets;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.JsonFields;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * The Kafka offsets out of one progress of a query. Each of its texts is read once, by whoever
 * first wants to know, so that all see the same; Spark's thread only makes this. Safe for use by
 * several threads.
 */
final class ProgressOffsets {

  /** A subscription to topics or to a pattern, but not an assignment, which never grows. */
  private static final Pattern SUBSCRIPTION =
      Pattern.compile("Kafka\\w*\\[Subscribe(|Pattern)\\[(.*)\\]\\]", Pattern.DOTALL);

  private final Object source;
  private final UUID query;
  private final UUID run;
  private final long batch;
  private final String time;
  private final Once<TopicOffsets> starts;
  private final Once<TopicOffsets> ends;
  private final Once<TopicOffsets> latest;
  private final Once<Set<String>> several;
  private final BooleanSupplier stateful;

  private ProgressOffsets(StreamingQueryProgress progress) {
    this.source = progress;
    this.query = progress.id();
    this.run = progress.runId();
    this.batch = progress.batchId();
    this.time = progress.timestamp() == null ? "" : progress.timestamp();
    this.starts = new Once<>(() -> lowest(progress, SourceProgress::startOffset));
    this.ends = new Once<>(() -> lowest(progress, SourceProgress::endOffset));
    this.latest = new Once<>(() -> lowest(progress, ProgressOffsets::latestOffset));
    this.several = new Once<>(() -> topicsOfSeveralSources(progress));
    this.stateful = () -> progress.stateOperators() != null && progress.stateOperators().length > 0;
  }

  private ProgressOffsets(
      UUID query,
      UUID run,
      long batch,
      Supplier<TopicOffsets> starts,
      Supplier<TopicOffsets> ends) {
    this.source = null;
    this.query = query;
    this.run = run;
    this.batch = batch;
    this.time = "";
    this.starts = new Once<>(starts);
    this.ends = new Once<>(ends);
    this.latest = new Once<>(TopicOffsets::empty);
    this.several = new Once<>(Collections::emptySet);
    this.stateful = () -> false;
  }

  /** Reads nothing yet. */
  static ProgressOffsets of(StreamingQueryProgress progress) {
    return new ProgressOffsets(progress);
  }

  /** Where a run began that has failed in its first batch: all before has reached the sink. */
  static ProgressOffsets failed(UUID query, UUID run, StreamingQueryException failure) {
    Supplier<TopicOffsets> start = () -> FailedStart.read(failure.startOffset());
    return new ProgressOffsets(query, run, -1, start, start);
  }

  /** A report that says nothing else than where a batch began and ended. */
  static ProgressOffsets of(
      UUID query, UUID run, long batch, TopicOffsets starts, TopicOffsets ends) {
    return new ProgressOffsets(query, run, batch, () -> starts, () -> ends);
  }

  boolean isOf(StreamingQueryProgress progress) {
    return source == progress;
  }

  /**
   * Whether the same run has reported it before the other. A trigger without data has the number of
   * the batch that comes next, so the time of the trigger decides too.
   */
  boolean isBefore(ProgressOffsets other) {
    int order = Long.compare(batch, other.batch);
    return run.equals(other.run) && (order == 0 ? time.compareTo(other.time) : order) < 0;
  }

  UUID query() {
    return query;
  }

  UUID run() {
    return run;
  }

  long batch() {
    return batch;
  }

  /** Where the batch ended: everything before has reached the sink. */
  TopicOffsets ends() {
    return ends.get();
  }

  /** Where the batch began; empty in the first batch of a query without a checkpoint. */
  TopicOffsets starts() {
    return starts.get();
  }

  /**
   * Where the topics ended when the batch was planned; empty before Spark 3.2, which does not say.
   */
  TopicOffsets latest() {
    return latest.get();
  }

  /** The topics that more than one source reads. */
  Set<String> topicsOfSeveralSources() {
    return several.get();
  }

  /** Whether the query keeps state: windows, aggregates, joins, duplicates. */
  boolean keepsState() {
    return stateful.getAsBoolean();
  }

  /**
   * Whether this is the first batch of a query without a checkpoint; false if it cannot be read,
   * which must hold nothing up.
   */
  boolean beginsWithoutCheckpoint() {
    try {
      return batch == 0 && starts().isEmpty();
    } catch (RuntimeException | LinkageError e) {
      return false; // The claim says so, with the cause.
    }
  }

  /** What one kind of text says, or that it cannot be read. */
  private static final class Once<T> {

    private final Supplier<T> text;
    private T value;
    private RuntimeException failure;
    private LinkageError linkage;

    Once(Supplier<T> text) {
      this.text = text;
    }

    synchronized T get() {
      if (failure != null) {
        throw failure;
      }
      if (linkage != null) {
        throw linkage;
      }
      if (value == null) {
        read();
      }
      return value;
    }

    private void read() {
      try {
        value = text.get();
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      } catch (LinkageError e) {
        linkage = e;
        throw e;
      }
    }
  }

  /** Its getter came with 3.2; what it gives is in the JSON of every Spark that has it. */
  private static String latestOffset(SourceProgress source) {
    StringWriter latest = new StringWriter();
    try {
      JsonFields unused =
          JsonFields.read(
              new StringReader(source.json()), (field, json) -> copied(field, json, latest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return latest.toString().isEmpty() ? null : latest.toString();
  }

  private static boolean copied(String field, JsonParser json, StringWriter latest)
      throws IOException {
    boolean found =
        field.equals("latestOffset") && json.getCurrentToken() == JsonToken.START_OBJECT;
    if (found) {
      try (JsonGenerator copy = JsonFields.writer(latest)) {
        copy.copyCurrentStructure(json);
      }
    }
    return found;
  }

  /** Whether the query reads Kafka, on every Spark version and in every read mode. */
  static boolean readsKafka(StreamingQueryProgress progress) {
    for (SourceProgress source : progress.sources()) {
      if (isKafka(source)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKafka(SourceProgress source) {
    return source.description() != null && source.description().startsWith("Kafka");
  }

  /**
   * Several sources may read one partition; the query is done only with what all of them have read.
   * This leaves out a new partition that one of them has yet to find: each finds it by itself, with
   * Spark 2.x and 3.x up to minutes apart.
   */
  private static TopicOffsets lowest(
      StreamingQueryProgress progress, Function<SourceProgress, String> json) {
    Map<TopicPartition, Long> lowest = new HashMap<>();
    Map<SourceProgress, TopicOffsets> sources = new LinkedHashMap<>();
    for (SourceProgress source : progress.sources()) {
      if (isKafka(source)) {
        String text = json.apply(source);
        TopicOffsets offsets = text == null ? TopicOffsets.empty() : TopicOffsets.fromJson(text);
        sources.put(source, offsets);
        offsets.asMap().forEach((partition, offset) -> lowest.merge(partition, offset, Math::min));
      }
    }
    sources.forEach(
        (source, offsets) -> {
          Predicate<String> topics = subscription(source);
          lowest
              .keySet()
              .removeIf(p -> !offsets.partitions().contains(p) && topics.test(p.topic()));
        });
    return TopicOffsets.of(lowest);
  }

  private static Set<String> topicsOfSeveralSources(StreamingQueryProgress progress) {
    Set<String> once = new HashSet<>();
    Set<String> several = new TreeSet<>();
    for (SourceProgress source : progress.sources()) {
      if (isKafka(source) && source.endOffset() != null) {
        Set<String> topics = new HashSet<>();
        TopicOffsets.fromJson(source.endOffset()).partitions().forEach(p -> topics.add(p.topic()));
        topics.stream().filter(topic -> !once.add(topic)).forEach(several::add);
      }
    }
    return several;
  }

  /** The topics of which a source reads every partition, as its description says on all Sparks. */
  private static Predicate<String> subscription(SourceProgress source) {
    Matcher strategy = SUBSCRIPTION.matcher(source.description());
    if (!strategy.matches()) {
      return topic -> false;
    }
    String value = strategy.group(2);
    if (strategy.group(1).isEmpty()) {
      return Arrays.asList(value.split(", "))::contains;
    }
    Pattern pattern = Pattern.compile(value);
    return topic -> pattern.matcher(topic).matches();
  }
}
