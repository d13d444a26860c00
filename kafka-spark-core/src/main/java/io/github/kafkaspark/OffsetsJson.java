package io.github.kafkaspark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Spark's JSON of offsets, {@code {"topic":{"0":5}}}, and the only place that knows its number for
 * "from the beginning".
 */
final class OffsetsJson {

  /** What Spark's Kafka source reads as "the earliest offset, whatever it is by then". */
  private static final long EARLIEST = -2;

  private static final JsonFactory JSON = new JsonFactory();

  private OffsetsJson() {}

  static String write(Map<TopicPartition, Long> offsets) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      String topic = null;
      for (Map.Entry<TopicPartition, Long> entry : offsets.entrySet()) {
        if (!entry.getKey().topic().equals(topic)) {
          if (topic != null) {
            json.writeEndObject();
          }
          topic = entry.getKey().topic();
          json.writeObjectFieldStart(topic);
        }
        json.writeNumberField(Integer.toString(entry.getKey().partition()), entry.getValue());
      }
      if (topic != null) {
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Offsets for all of {@code partitions}, as Spark demands; those without one start earliest. */
  static String writeComplete(TopicOffsets offsets, Collection<TopicPartition> partitions) {
    SortedMap<TopicPartition, Long> all = new TreeMap<>(TopicOffsets.ORDER);
    partitions.forEach(partition -> all.put(partition, offsets.get(partition).orElse(EARLIEST)));
    return write(all);
  }

  static Map<TopicPartition, Long> read(String text) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT, "an object of topics");
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String topic = json.getCurrentName();
        expect(json, json.nextToken(), JsonToken.START_OBJECT, "an object of partitions");
        while (json.nextToken() != JsonToken.END_OBJECT) {
          TopicPartition partition = new TopicPartition(topic, partition(json));
          expect(json, json.nextToken(), JsonToken.VALUE_NUMBER_INT, "a whole number");
          if (offsets.put(partition, json.getLongValue()) != null) {
            throw invalid(json.getTokenLocation(), partition + " is there twice", null);
          }
        }
      }
      expect(json, json.nextToken(), null, "nothing more");
    } catch (JsonProcessingException e) {
      throw invalid(e.getLocation(), e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return offsets;
  }

  private static int partition(JsonParser json) throws IOException {
    String name = json.getCurrentName();
    try {
      return Integer.parseInt(name);
    } catch (NumberFormatException e) {
      throw invalid(
          json.getTokenLocation(), "expected a partition number, found '" + name + "'", e);
    }
  }

  private static void expect(JsonParser json, JsonToken found, JsonToken expected, String what)
      throws IOException {
    if (found != expected) {
      String seen = found == null ? "the end" : "'" + json.getText() + "'";
      throw invalid(json.getTokenLocation(), "expected " + what + ", found " + seen, null);
    }
  }

  private static IllegalArgumentException invalid(JsonLocation at, String why, Exception cause) {
    return new IllegalArgumentException(
        String.format(
            "Invalid offsets JSON at line %d, column %d: %s (expected the form "
                + "{\"topic\":{\"0\":17}}: topic, partition, next offset to read)",
            at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr(), why),
        cause);
  }
}
