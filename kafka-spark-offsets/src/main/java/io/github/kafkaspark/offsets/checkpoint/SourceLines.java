package io.github.kafkaspark.offsets.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * What a file of Spark's says of the sources of one batch: a line each, of which a Kafka source's
 * is JSON of its offsets. An immutable value.
 */
final class SourceLines {

  private static final JsonFactory JSON = new JsonFactory();

  /** A source that has given nothing yet. */
  private static final String NOTHING = "-";

  private final List<TopicOffsets> kafka;
  private final boolean hasGaps;

  private SourceLines(List<TopicOffsets> kafka, boolean hasGaps) {
    this.kafka = kafka;
    this.hasGaps = hasGaps;
  }

  /**
   * Reads a file of {@code offsets/}: a version, the batch's settings, then a line for each source;
   * in version 2 with a key before it.
   *
   * @return empty if it is cut or damaged, as a loss of power leaves it
   */
  static Optional<SourceLines> ofBatch(byte[] file) {
    String[] lines = new String(file, UTF_8).split("\n", -1);
    boolean isKeyed = lines[0].equals("v2");
    if (lines.length < 3 || !(lines[0].equals("v1") || isKeyed) || !isSettings(lines[1])) {
      return Optional.empty();
    }
    List<String> sources = new ArrayList<>();
    for (int i = 2; i < lines.length; i++) {
      int colon = isKeyed ? lines[i].indexOf(':') : -1;
      if (isKeyed && (colon < 0 || lines[i].startsWith("{"))) {
        return Optional.empty();
      }
      sources.add(lines[i].substring(colon + 1));
    }
    return of(sources);
  }

  private static boolean isSettings(String line) {
    return line.isEmpty() || isJson(line);
  }

  /**
   * Reads a file of {@code sources/}: a zero, a version, and where the source began.
   *
   * @return empty if it is cut or damaged
   */
  static Optional<SourceLines> ofStart(byte[] file) {
    String text = new String(file, UTF_8);
    int begin = text.startsWith("\0") ? 1 : 0;
    // Spark 2.1.0 had no version.
    int end = text.startsWith("v", begin) ? text.indexOf('\n', begin) : begin - 1;
    return text.length() == begin || (end < begin && text.startsWith("v", begin))
        ? Optional.empty()
        : of(Collections.singletonList(text.substring(end + 1)));
  }

  private static Optional<SourceLines> of(List<String> lines) {
    List<TopicOffsets> kafka = new ArrayList<>();
    boolean hasGaps = false;
    for (String line : lines) {
      hasGaps |= line.equals(NOTHING);
      if (line.startsWith("{")) {
        if (!isJson(line)) {
          return Optional.empty();
        }
        offsets(line).ifPresent(kafka::add);
      } else if (line.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(new SourceLines(kafka, hasGaps));
  }

  private static boolean isJson(String line) {
    try (JsonParser json = JSON.createParser(line)) {
      while (json.nextToken() != null) {
        // The end is what counts.
      }
      return line.endsWith("}");
    } catch (IOException e) {
      return false;
    }
  }

  /** Other sources have JSON too. */
  private static Optional<TopicOffsets> offsets(String line) {
    try {
      return Optional.of(TopicOffsets.fromJson(line));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** How many Kafka sources it has, also those that read no partition. */
  int kafkaSources() {
    return kafka.size();
  }

  /** Whether a source has given nothing yet: then it is where it began. */
  boolean hasGaps() {
    return hasGaps;
  }

  /** Where each Kafka source is. */
  List<TopicOffsets> each() {
    return Collections.unmodifiableList(kafka);
  }

  /** Where the Kafka sources are, of two that read a partition the lower one. */
  TopicOffsets offsets() {
    return lowest(kafka);
  }

  static TopicOffsets lowest(List<TopicOffsets> all) {
    Map<TopicPartition, Long> lowest = new HashMap<>();
    for (TopicOffsets each : all) {
      each.asMap().forEach((partition, offset) -> lowest.merge(partition, offset, Math::min));
    }
    return TopicOffsets.of(lowest);
  }
}
