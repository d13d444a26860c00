package io.github.kafkaspark.offsets.move;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.IdentitiesJson;
import io.github.kafkaspark.offsets.store.JsonFields;
import io.github.kafkaspark.offsets.store.ProvenanceJson;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The library's own form of an export. */
final class ExportJson {

  private static final int VERSION = 1;

  private ExportJson() {}

  static String write(List<ExportedStream> streams) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonFields.writer(text)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeArrayFieldStart("streams");
      for (ExportedStream stream : streams) {
        json.writeStartObject();
        if (stream.name().isPresent()) {
          json.writeStringField("stream", stream.name().get());
        }
        json.writeFieldName("offsets");
        json.writeRawValue(stream.offsets().toJson());
        IdentitiesJson.write(json, stream.identities());
        if (stream.provenance().isPresent()) {
          ProvenanceJson.write(json, stream.provenance().get());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static List<ExportedStream> read(String text) {
    Reading reading = new Reading();
    try {
      JsonFields fields = JsonFields.read(new StringReader(text), reading);
      JsonFields.require(fields.has("version"), "'version' is missing");
      JsonFields.require(
          fields.number("version") == VERSION,
          "version " + fields.number("version") + " is not known: a newer library wrote it");
      JsonFields.require(reading.streams != null, "'streams' is missing");
      return reading.streams;
    } catch (JsonProcessingException e) {
      throw wrong(e.getLocation(), e.getOriginalMessage(), e);
    } catch (IOException | RuntimeException e) {
      throw wrong(reading.at(), e.getMessage(), e);
    }
  }

  private static IllegalArgumentException wrong(JsonLocation at, String what, Exception cause) {
    String place =
        at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    return new IllegalArgumentException(
        "Invalid export: " + place + what + " (expected the JSON of an export)", cause);
  }

  /** Reads the array of streams, and remembers where it is. */
  private static final class Reading implements JsonFields.Nested {

    private JsonParser parser;
    private List<ExportedStream> streams;

    JsonLocation at() {
      return parser == null ? null : parser.getTokenLocation();
    }

    @Override
    public boolean read(String field, JsonParser json) throws IOException {
      parser = json;
      if (!field.equals("streams")) {
        return false;
      }
      JsonFields.require(
          json.getCurrentToken() == JsonToken.START_ARRAY, "'streams' is not an array");
      streams = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        streams.add(stream(json));
      }
      return true;
    }

    private static ExportedStream stream(JsonParser json) throws IOException {
      IdentitiesJson identities = new IdentitiesJson();
      List<TopicOffsets> offsets = new ArrayList<>();
      JsonFields fields =
          JsonFields.object(
              json,
              (field, value) -> {
                boolean isOffsets = field.equals("offsets");
                if (isOffsets) {
                  offsets.add(offsets(value));
                }
                return isOffsets || identities.read(field, value);
              });
      JsonFields.require(!offsets.isEmpty(), "'offsets' is missing");
      return new ExportedStream(
          fields.has("stream") ? fields.text("stream") : null,
          offsets.get(0),
          identities.found(),
          fields.has("writer") ? ProvenanceJson.read(fields) : null);
    }

    private static TopicOffsets offsets(JsonParser json) throws IOException {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      JsonFields.require(
          json.getCurrentToken() == JsonToken.START_OBJECT, "'offsets' is not an object");
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String topic = json.getCurrentName();
        JsonFields.require(json.nextToken() == JsonToken.START_OBJECT, "a topic is not an object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String partition = json.getCurrentName();
          JsonFields.require(
              partition.matches("0|[1-9]\\d{0,8}"), "'" + partition + "' is not a partition");
          JsonToken unused = json.nextToken();
          JsonFields.require(
              JsonFields.isLong(json) && json.getLongValue() >= 0,
              "the offset of " + topic + "-" + partition + " is not 0 or more");
          Long before =
              offsets.put(
                  new TopicPartition(topic, Integer.parseInt(partition)), json.getLongValue());
          JsonFields.require(before == null, topic + "-" + partition + " is there twice");
        }
      }
      return TopicOffsets.of(offsets);
    }
  }
}
