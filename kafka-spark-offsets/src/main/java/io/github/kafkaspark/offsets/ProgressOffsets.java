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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.SourceProgress;
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

  private final StreamingQueryProgress progress;
  private final Once starts = new Once(SourceProgress::startOffset);
  private final Once ends = new Once(SourceProgress::endOffset);
  private final Once latest = new Once(ProgressOffsets::latestOffset);

  private ProgressOffsets(StreamingQueryProgress progress) {
    this.progress = progress;
  }

  /** Reads nothing yet. */
  static ProgressOffsets of(StreamingQueryProgress progress) {
    return new ProgressOffsets(progress);
  }

  boolean isOf(StreamingQueryProgress progress) {
    return this.progress == progress;
  }

  /** Whether it is of an earlier batch of the same run. */
  boolean isBefore(ProgressOffsets other) {
    return batch() < other.batch() && run().equals(other.run());
  }

  UUID query() {
    return progress.id();
  }

  UUID run() {
    return progress.runId();
  }

  long batch() {
    return progress.batchId();
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

  /** What one kind of text says, or that it cannot be read. */
  private final class Once {

    private final Function<SourceProgress, String> text;
    private TopicOffsets offsets;
    private RuntimeException failure;
    private LinkageError linkage;

    Once(Function<SourceProgress, String> text) {
      this.text = text;
    }

    synchronized TopicOffsets get() {
      if (failure != null) {
        throw failure;
      }
      if (linkage != null) {
        throw linkage;
      }
      if (offsets == null) {
        read();
      }
      return offsets;
    }

    private void read() {
      try {
        offsets = lowest(progress, text);
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
