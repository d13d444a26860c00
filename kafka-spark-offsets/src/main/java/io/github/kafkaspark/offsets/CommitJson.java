package io.github.kafkaspark.offsets;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.UUID;

/** A commit and its name as one line of JSON, the offsets in Spark's form. */
final class CommitJson {

  private static final ObjectMapper JSON = new ObjectMapper();

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

  /** Reads what {@code write} made; fields that it does not know are ignored. */
  static CommitJson read(String text) throws DamagedCommitException {
    try {
      JsonNode json = JSON.readTree(text);
      long generation = number(json, "generation");
      return new CommitJson(
          CommitName.of(generation, number(json, "number")),
          OffsetCommit.of(
              StreamId.of(text(json, "stream")),
              generation,
              number(json, "sequence"),
              OffsetCommit.Kind.valueOf(text(json, "kind")),
              TopicOffsets.fromJson(JSON.writeValueAsString(field(json, "offsets"))),
              provenance(json)));
    } catch (IOException | RuntimeException e) {
      throw new DamagedCommitException("not the JSON of a commit: " + e.getMessage(), e);
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
