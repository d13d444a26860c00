package io.github.kafkaspark.offsets.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * What a sink keeps with its rows, in one step: the offsets behind them, and whose the topics are.
 * By the latter the next start knows a topic that was created anew. An immutable value.
 *
 * <pre>{@code
 * if (!batch.isDone(kept.offsets())) {
 *   SinkOffsets next = kept.after(batch);
 *   // Write the rows and next.toText(), in one step.
 *   kept = next;
 * }
 * }</pre>
 *
 * <p>{@code Resume.from} begins a source where it says.
 */
public final class SinkOffsets {

  private static final SinkOffsets EMPTY =
      new SinkOffsets(TopicOffsets.empty(), Collections.emptyMap());

  /** Where the offsets end in a text; no name of a topic has it. */
  private static final String BETWEEN = "} {";

  private final TopicOffsets offsets;
  private final Map<String, TopicIdentity> identities;

  private SinkOffsets(TopicOffsets offsets, Map<String, TopicIdentity> identities) {
    this.offsets = offsets;
    this.identities = identities;
  }

  /** What a sink has before its first batch. */
  public static SinkOffsets empty() {
    return EMPTY;
  }

  /**
   * These offsets, of these topics.
   *
   * @param identities by topic, as far as they are known; copied
   * @throws NullPointerException if an argument, a topic or an identity is null
   */
  public static SinkOffsets of(TopicOffsets offsets, Map<String, TopicIdentity> identities) {
    requireNonNull(offsets, "offsets");
    Map<String, TopicIdentity> copy = new TreeMap<>();
    requireNonNull(identities, "identities")
        .forEach(
            (topic, identity) ->
                copy.put(requireNonNull(topic, "topic"), requireNonNull(identity, "identity")));
    return new SinkOffsets(offsets, Collections.unmodifiableMap(copy));
  }

  /**
   * Reads what {@link #toText} has written. It also reads what {@link TopicOffsets#toJson} has
   * written: then nothing is known of the topics.
   *
   * @throws NullPointerException if {@code text} is null
   * @throws IllegalArgumentException if it is neither
   */
  public static SinkOffsets fromText(String text) {
    int end = requireNonNull(text, "text").indexOf(BETWEEN);
    if (end < 0) {
      return of(TopicOffsets.fromJson(text), Collections.emptyMap());
    }
    IdentitiesJson identities = new IdentitiesJson();
    try {
      JsonFields unused = JsonFields.read(new StringReader(text.substring(end + 2)), identities);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Invalid offsets of a sink: '"
              + text
              + "' (expected the JSON of offsets, and behind a space that of their topics' ids)",
          e);
    }
    return of(TopicOffsets.fromJson(text.substring(0, end + 1)), identities.found());
  }

  /**
   * One line: the JSON of the offsets, and behind a space that of whose they are, such as {@code
   * {"orders":{"0":17}} {"clusters":{"lkc5…":{"orders":"Jx7…"}}}}. It names no topic without
   * offsets.
   */
  public String toText() {
    Map<String, TopicIdentity> whose = new TreeMap<>(identities);
    whose
        .keySet()
        .removeIf(
            topic ->
                offsets.partitions().stream()
                    .noneMatch(partition -> partition.topic().equals(topic)));
    if (whose.isEmpty()) {
      return offsets.toJson();
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonFields.writer(text)) {
      json.writeStartObject();
      IdentitiesJson.write(json, whose);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot be written", e);
    }
    return offsets.toJson() + " " + text;
  }

  /** For each partition the next offset to read; empty before the first batch. */
  public TopicOffsets offsets() {
    return offsets;
  }

  /**
   * Whose the topics are, in order; cannot be modified. Of a topic that it lacks nothing is known.
   * It may name topics that a source has begun to read, and that have no offsets yet.
   */
  public Map<String, TopicIdentity> identities() {
    return identities;
  }

  /**
   * What to keep with the rows of the batch that is next. Partitions that it lacks stay where they
   * are. A query steps back only where a topic was created anew while it ran, so nothing is known
   * of that topic any more.
   *
   * @throws NullPointerException if {@code batch} is null
   */
  public SinkOffsets after(OffsetRange batch) {
    TopicOffsets end = requireNonNull(batch, "batch").end();
    Map<String, TopicIdentity> whose = new HashMap<>(identities);
    for (TopicPartition partition : end.partitions()) {
      if (end.get(partition).orElse(0) < offsets.get(partition).orElse(0)) {
        whose.remove(partition.topic());
      }
    }
    return of(offsets.merge(end), whose);
  }

  /** Whether a sink would keep the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SinkOffsets && toText().equals(((SinkOffsets) other).toText());
  }

  @Override
  public int hashCode() {
    return toText().hashCode();
  }

  /** The same as {@link #toText}. */
  @Override
  public String toString() {
    return toText();
  }
}
