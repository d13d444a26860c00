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
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.SinkProgress;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * The Kafka offsets out of one progress of a query. Each of its texts is read once, by whoever
 * first wants to know, so that all see the same; Spark's thread only makes this. Safe for use by
 * several threads.
 */
final class ProgressOffsets {

  private static final Pattern FILE_SINK = Pattern.compile("FileSink\\[(.*)\\]", Pattern.DOTALL);

  private final Object source;
  private final UUID query;
  private final UUID run;
  private final long batch;
  private final String time;
  private final Once<SourceOffsets> starts;
  private final Once<SourceOffsets> ends;
  private final Once<TopicOffsets> latest;
  private final BooleanSupplier stateful;
  private final String failure;

  /** What the sink calls itself; empty if that is not known. */
  private final Supplier<String> sink;

  private final BooleanSupplier rows;

  private ProgressOffsets(StreamingQueryProgress progress) {
    this.source = progress;
    this.query = progress.id();
    this.run = progress.runId();
    this.batch = progress.batchId();
    this.time = progress.timestamp() == null ? "" : progress.timestamp();
    this.starts = new Once<>(() -> SourceOffsets.of(progress, SourceProgress::startOffset));
    this.ends = new Once<>(() -> SourceOffsets.of(progress, SourceProgress::endOffset));
    this.latest =
        new Once<>(() -> SourceOffsets.of(progress, ProgressOffsets::latestOffset).lowest());
    this.stateful = () -> progress.stateOperators() != null && progress.stateOperators().length > 0;
    this.failure = "";
    this.sink = () -> description(progress.sink());
    this.rows =
        () ->
            progress.sources() != null
                && Arrays.stream(progress.sources()).anyMatch(each -> each.numInputRows() > 0);
  }

  private static String description(SinkProgress sink) {
    return sink == null || sink.description() == null ? "" : sink.description();
  }

  private ProgressOffsets(
      UUID query,
      UUID run,
      long batch,
      Supplier<SourceOffsets> starts,
      Supplier<SourceOffsets> ends,
      String failure) {
    this.source = null;
    this.query = query;
    this.run = run;
    this.batch = batch;
    this.time = "";
    this.starts = new Once<>(starts);
    this.ends = new Once<>(ends);
    this.latest = new Once<>(TopicOffsets::empty);
    this.stateful = () -> false;
    this.failure = failure;
    this.sink = () -> "";
    this.rows = () -> false;
  }

  /** Reads nothing yet. */
  static ProgressOffsets of(StreamingQueryProgress progress) {
    return new ProgressOffsets(progress);
  }

  /** Where a run began that has failed in its first batch: all before has reached the sink. */
  static ProgressOffsets failed(UUID query, UUID run, StreamingQueryException failure) {
    Supplier<SourceOffsets> start = () -> SourceOffsets.of(FailedStart.read(failure.startOffset()));
    return new ProgressOffsets(query, run, -1, start, start, FailedStart.text(failure));
  }

  /** A report that says nothing else than where a batch began and ended. */
  static ProgressOffsets of(
      UUID query, UUID run, long batch, SourceOffsets starts, SourceOffsets ends) {
    return new ProgressOffsets(query, run, batch, () -> starts, () -> ends, "");
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

  /** Whether the batch was planned after this moment; false if that is not known. */
  boolean isPlannedAfter(Instant moment) {
    return trigger().filter(begun -> begun.isAfter(moment)).isPresent();
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

  /** Where the batch ended: everything before has reached the sink, by all sources that tell. */
  TopicOffsets ends() {
    return ends.get().lowest();
  }

  /** The same, of each source. */
  SourceOffsets endsOfSources() {
    return ends.get();
  }

  /** Where the batch began; empty in the first batch of a query without a checkpoint. */
  TopicOffsets starts() {
    return starts.get().lowest();
  }

  /** The same, of each source. */
  SourceOffsets startsOfSources() {
    return starts.get();
  }

  /** Whether the run has failed before its first batch, with words that name this partition. */
  boolean hasFailedBy(TopicPartition partition) {
    return failure.contains(partition.toString());
  }

  /**
   * Where the topics ended when the batch was planned; empty before Spark 3.2, which does not say.
   */
  TopicOffsets latest() {
    return latest.get();
  }

  /** The folder that Spark's file sink writes; empty if the query has another sink. */
  Optional<String> filesIn() {
    try {
      Matcher files = FILE_SINK.matcher(sink.get());
      return files.matches() ? Optional.of(files.group(1)) : Optional.empty();
    } catch (RuntimeException | LinkageError e) {
      return Optional.empty(); // What cannot be read must hold nothing up.
    }
  }

  /** When the trigger of the batch began; empty if that is not known. */
  Optional<Instant> trigger() {
    try {
      return Optional.of(Instant.parse(time));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether Spark has read rows, which it does only where the sink asks for them. It may read some
   * and count none.
   */
  boolean hasRows() {
    try {
      return rows.getAsBoolean();
    } catch (RuntimeException | LinkageError e) {
      return false;
    }
  }

  /** Whether it ends where it began; false if that cannot be read. */
  boolean isEmpty() {
    try {
      return starts().equals(ends());
    } catch (RuntimeException | LinkageError e) {
      return false;
    }
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
      if (SourceOffsets.isKafka(source)) {
        return true;
      }
    }
    return false;
  }
}
