package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.JsonFields.require;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.IdentitiesJson;
import io.github.kafkaspark.offsets.store.JsonFields;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.ProvenanceJson;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** A commit and its name as one line of JSON, the offsets in Spark's form. */
final class CommitJson {

  private static final Pattern PARTITION = Pattern.compile("0|[1-9]\\d{0,8}");

  private final CommitName name;
  private final OffsetCommit commit;

  private CommitJson(CommitName name, OffsetCommit commit) {
    this.name = name;
    this.commit = commit;
  }

  static String write(CommitName name, OffsetCommit commit, UUID id) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonFields.writer(text)) {
      json.writeStartObject();
      json.writeStringField("stream", commit.stream().name());
      json.writeNumberField("generation", name.generation());
      json.writeNumberField("number", name.number());
      json.writeNumberField("sequence", commit.sequence());
      json.writeStringField("kind", commit.kind().name());
      json.writeFieldName("offsets");
      json.writeRawValue(commit.offsets().toJson());
      IdentitiesJson.write(json, commit.identities());
      ProvenanceJson.write(json, commit.provenance());
      json.writeStringField("id", id.toString());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Reads what {@code write} made; fields that it does not know are left out. */
  static CommitJson read(Reader text) throws DamagedCommitException {
    try {
      Offsets offsets = new Offsets();
      IdentitiesJson identities = new IdentitiesJson();
      JsonFields fields =
          JsonFields.read(
              text, (field, json) -> offsets.read(field, json) || identities.read(field, json));
      return of(fields, offsets.found(), identities.found());
    } catch (IOException | RuntimeException e) {
      throw new DamagedCommitException("not the JSON of a commit: " + e.getMessage(), e);
    }
  }

  private static CommitJson of(
      JsonFields fields, TopicOffsets offsets, Map<String, TopicIdentity> identities) {
    long generation = fields.number("generation");
    return new CommitJson(
        CommitName.of(generation, fields.number("number")),
        OffsetCommit.of(
            StreamId.of(fields.text("stream")),
            generation,
            fields.number("sequence"),
            NewCommit.of(
                    NewCommit.Kind.valueOf(fields.text("kind")),
                    offsets,
                    ProvenanceJson.read(fields))
                .withIdentities(identities)));
  }

  /** The field of the offsets, as Spark writes them. */
  private static final class Offsets implements JsonFields.Nested {

    private TopicOffsets offsets;

    @Override
    public boolean read(String field, JsonParser json) throws IOException {
      boolean mine = field.equals("offsets");
      if (mine) {
        offsets = offsets(json);
      }
      return mine;
    }

    TopicOffsets found() {
      require(offsets != null, "'offsets' is missing");
      return offsets;
    }
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
        if (!JsonFields.isLong(json)) {
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

  CommitName name() {
    return name;
  }

  OffsetCommit commit() {
    return commit;
  }
}
