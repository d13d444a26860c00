package io.github.kafkaspark.offsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** A commit and its name as one line of JSON, the offsets in Spark's form. */
final class CommitJson {

  /** Does not keep the names of fields, which are those of topics and partitions. */
  static final ObjectMapper JSON =
      new ObjectMapper(new JsonFactory().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES));

  private static final Pattern PARTITION = Pattern.compile("0|[1-9]\\d{0,8}");

  /** As text; Java takes minutes to read a number of a million digits. */
  private static final int LONGEST_NUMBER = 20;

  private final CommitName name;
  private final OffsetCommit commit;

  private CommitJson(CommitName name, OffsetCommit commit) {
    this.name = name;
    this.commit = commit;
  }

  static String write(CommitName name, OffsetCommit commit, UUID id) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.getFactory().createGenerator(text)) {
      Provenance provenance = commit.provenance();
      json.writeStartObject();
      json.writeStringField("stream", commit.stream().name());
      json.writeNumberField("generation", name.generation());
      json.writeNumberField("number", name.number());
      json.writeNumberField("sequence", commit.sequence());
      json.writeStringField("kind", commit.kind().name());
      json.writeFieldName("offsets");
      json.writeRawValue(commit.offsets().toJson());
      writeProvenance(json, provenance);
      json.writeStringField("id", id.toString());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static void writeProvenance(JsonGenerator json, Provenance provenance) throws IOException {
    json.writeStringField("writer", provenance.writer());
    json.writeStringField("time", provenance.time().toString());
    if (provenance.applicationId().isPresent()) {
      json.writeStringField("application", provenance.applicationId().get());
    }
    if (provenance.queryId().isPresent()) {
      json.writeStringField("query", provenance.queryId().get());
      json.writeNumberField("batch", provenance.batchId().getAsLong());
    }
  }

  /**
   * Reads what {@code write} made; fields that it does not know are ignored. However deep the text
   * is nested, this takes no stack.
   */
  static CommitJson read(Reader text) throws DamagedCommitException {
    try (JsonParser json = JSON.getFactory().createParser(text)) {
      return read(json);
    } catch (IOException | RuntimeException e) {
      throw new DamagedCommitException("not the JSON of a commit: " + e.getMessage(), e);
    }
  }

  private static CommitJson read(JsonParser json) throws IOException {
    ObjectNode fields = JSON.createObjectNode();
    TopicOffsets offsets = null;
    require(json.nextToken() == JsonToken.START_OBJECT, "an object is missing");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.getCurrentName();
      require(!fields.has(field), "'" + field + "' is there twice");
      JsonToken value = json.nextToken();
      if (field.equals("offsets")) {
        offsets = offsets(json);
        fields.putNull(field);
      } else if (value == JsonToken.VALUE_STRING) {
        fields.put(field, json.getText());
      } else if (isLong(json)) {
        fields.put(field, json.getLongValue());
      } else {
        json.skipChildren();
        fields.putNull(field);
      }
    }
    require(json.nextToken() == null, "there is more after it");
    require(offsets != null, "'offsets' is missing");
    long generation = number(fields, "generation");
    return new CommitJson(
        CommitName.of(generation, number(fields, "number")),
        OffsetCommit.of(
            StreamId.of(text(fields, "stream")),
            generation,
            number(fields, "sequence"),
            OffsetCommit.Kind.valueOf(text(fields, "kind")),
            offsets,
            provenance(fields)));
  }

  private static TopicOffsets offsets(JsonParser json) throws IOException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    require(json.getCurrentToken() == JsonToken.START_OBJECT, "'offsets' is not an object");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String topic = json.getCurrentName();
      require(json.nextToken() == JsonToken.START_OBJECT, "a topic is not an object");
      while (json.nextToken() != JsonToken.END_OBJECT) {
        TopicPartition partition = new TopicPartition(topic, partition(json.getCurrentName()));
        require(json.nextToken() != null, "an offset is missing");
        if (!isLong(json)) {
          throw new IllegalArgumentException("the offset of " + partition + " is no whole number");
        }
        if (offsets.put(partition, json.getLongValue()) != null) {
          throw new IllegalArgumentException(partition + " is there twice");
        }
      }
    }
    return TopicOffsets.of(offsets);
  }

  private static int partition(String name) {
    if (!PARTITION.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is not a partition");
    }
    return Integer.parseInt(name);
  }

  private static boolean isLong(JsonParser json) throws IOException {
    return json.getCurrentToken() == JsonToken.VALUE_NUMBER_INT
        && json.getTextLength() <= LONGEST_NUMBER
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
  }

  private static void require(boolean right, String wrong) {
    if (!right) {
      throw new IllegalArgumentException(wrong);
    }
  }

  CommitName name() {
    return name;
  }

  OffsetCommit commit() {
    return commit;
  }

  static Provenance provenance(JsonNode json) {
    Provenance provenance = Provenance.of(text(json, "writer"), Instant.parse(text(json, "time")));
    if (json.has("application")) {
      provenance = provenance.application(text(json, "application"));
    }
    if (json.has("query")) {
      provenance = provenance.batch(text(json, "query"), number(json, "batch"));
    }
    return provenance;
  }

  static String text(JsonNode json, String field) {
    String text = field(json, field).textValue();
    if (text == null) {
      throw new IllegalArgumentException("'" + field + "' is not a text");
    }
    return text;
  }

  private static long number(JsonNode json, String field) {
    JsonNode number = field(json, field);
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new IllegalArgumentException("'" + field + "' is not a whole number");
    }
    return number.longValue();
  }

  private static JsonNode field(JsonNode json, String field) {
    JsonNode value = json.get(field);
    if (value == null) {
      throw new IllegalArgumentException("'" + field + "' is missing");
    }
    return value;
  }
}
