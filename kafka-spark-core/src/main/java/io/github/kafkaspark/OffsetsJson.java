package io.github.kafkaspark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.kafkaspark.internal.Partitions;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Spark's JSON of offsets, {@code {"topic":{"0":5}}}, and the only place that knows its number for
 * "from the beginning".
 */
final class OffsetsJson {

  /** Spark's Kafka source reads it as "the earliest offset, whatever it is by then". */
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
    SortedMap<TopicPartition, Long> all = new TreeMap<>(Partitions.ORDER);
    partitions.forEach(partition -> all.put(partition, offsets.get(partition).orElse(EARLIEST)));
    return write(all);
  }

  /** The form in which Spark takes partitions, {@code {"topic":[0,1]}}; they are in order. */
  static String writePartitions(Collection<TopicPartition> partitions) {
    Map<String, String> byTopic =
        partitions.stream()
            .collect(
                Collectors.groupingBy(
                    TopicPartition::topic,
                    TreeMap::new,
                    Collectors.mapping(p -> "" + p.partition(), Collectors.joining(","))));
    return byTopic.entrySet().stream()
        .map(topic -> "\"" + topic.getKey() + "\":[" + topic.getValue() + "]")
        .collect(Collectors.joining(",", "{", "}"));
  }

  static Map<TopicPartition, Long> read(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      return new Reader(text, json).read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one text, and knows where in it something is wrong. */
  private static final class Reader {

    private static final Pattern PARTITION = Pattern.compile("\\d{1,9}");

    /** The characters of a long with its sign; Jackson takes minutes for a million of them. */
    private static final int MAX_DIGITS = 20;

    /** Jackson quotes all of a text that ends too early. */
    private static final Pattern QUOTE =
        Pattern.compile(" \\([\\w ]+ \\[Source: .*", Pattern.DOTALL);

    private final String text;
    private final JsonParser json;

    Reader(String text, JsonParser json) {
      this.text = text;
      this.json = json;
    }

    Map<TopicPartition, Long> read() throws IOException {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      try {
        expect(json.nextToken(), JsonToken.START_OBJECT, "an object of topics");
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String topic = json.getCurrentName();
          expect(json.nextToken(), JsonToken.START_OBJECT, "an object of partitions");
          while (json.nextToken() != JsonToken.END_OBJECT) {
            TopicPartition partition = new TopicPartition(topic, partition());
            if (offsets.put(partition, offset(partition)) != null) {
              throw invalid(partition + " is there twice");
            }
          }
        }
        expect(json.nextToken(), null, "nothing more");
        return offsets;
      } catch (JsonProcessingException e) {
        throw invalid(e.getLocation(), QUOTE.matcher(e.getOriginalMessage()).replaceFirst(""), e);
      }
    }

    private int partition() throws IOException {
      String name = json.getCurrentName();
      if (!PARTITION.matcher(name).matches()) {
        throw invalid("expected a partition number, found '" + name + "'");
      }
      return Integer.parseInt(name);
    }

    private long offset(TopicPartition partition) throws IOException {
      expect(json.nextToken(), JsonToken.VALUE_NUMBER_INT, "a whole number");
      if (json.getTextLength() > MAX_DIGITS) {
        throw invalid("expected an offset, found a number of more than " + MAX_DIGITS + " digits");
      }
      long offset = json.getLongValue();
      if (offset < 0) {
        throw invalid(
            String.format(
                "negative offset %d for %s; the words for the ends are StartingOffsets.earliest() "
                    + "and latest()",
                offset, partition));
      }
      return offset;
    }

    private void expect(JsonToken found, JsonToken expected, String what) throws IOException {
      if (found != expected) {
        String seen = found == null ? "the end" : "'" + json.getText() + "'";
        throw invalid("expected " + what + ", found " + seen);
      }
    }

    private IllegalArgumentException invalid(String why) {
      return invalid(json.getCurrentLocation(), why, null);
    }

    /**
     * Gives the line and column of the last character read. Of Jackson only the number of
     * characters is used: 2.6 has the beginning of a token on a wrong line, and counts columns
     * twice at the end.
     */
    private IllegalArgumentException invalid(JsonLocation at, String why, Exception cause) {
      long count = at == null ? 0 : at.getCharOffset();
      String read = text.substring(0, (int) Math.min(count, text.length()));
      int lineStart = read.lastIndexOf('\n', read.length() - 2) + 1;
      return new IllegalArgumentException(
          String.format(
              "Invalid offsets JSON at line %d, column %d: %s (expected the form "
                  + "{\"topic\":{\"0\":17}}: topic, partition, next offset to read)",
              1 + read.substring(0, lineStart).chars().filter(c -> c == '\n').count(),
              Math.max(1, read.length() - lineStart),
              why),
          cause);
    }
  }
}
