package io.github.kafkaspark.offsets.move;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.kafkaspark.offsets.store.JsonFields;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A rewind's plan as JSON, of the form that its Javadoc promises. */
final class RewindJson {

  private static final int VERSION = 1;

  private RewindJson() {}

  static String write(
      StreamId stream,
      String target,
      Optional<OffsetCommit> commit,
      Optional<StreamOwner> owner,
      Optional<String> overruled,
      List<RewindLine> lines) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonFields.writer(text)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeStringField("stream", stream.name());
      json.writeStringField("target", target);
      write(json, "commit", commit);
      writeOwner(json, "owner", owner);
      json.writeStringField("overruled", overruled.orElse(null));
      write(json, "readAgain", RewindTexts.sum(lines, RewindLine::readAgain));
      write(json, "skipped", RewindTexts.sum(lines, RewindLine::skipped));
      write(json, "gone", RewindTexts.sum(lines, RewindLine::gone));
      json.writeArrayFieldStart("partitions");
      for (RewindLine line : lines) {
        write(json, line);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static void write(JsonGenerator json, String field, Optional<OffsetCommit> commit)
      throws IOException {
    if (!commit.isPresent()) {
      json.writeNullField(field);
      return;
    }
    json.writeObjectFieldStart(field);
    json.writeNumberField("generation", commit.get().generation());
    json.writeNumberField("sequence", commit.get().sequence());
    json.writeStringField("kind", commit.get().kind().name());
    json.writeStringField("time", commit.get().provenance().time().toString());
    json.writeEndObject();
  }

  static void writeOwner(JsonGenerator json, String field, Optional<StreamOwner> owner)
      throws IOException {
    if (!owner.isPresent()) {
      json.writeNullField(field);
      return;
    }
    json.writeObjectFieldStart(field);
    json.writeStringField("writer", owner.get().writer());
    json.writeStringField("application", owner.get().applicationId().orElse(null));
    json.writeNumberField("ageSeconds", owner.get().age().toMillis() / 1_000);
    json.writeBooleanField("closed", owner.get().isClosed());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, RewindLine line) throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", line.partition().topic());
    json.writeNumberField("partition", line.partition().partition());
    write(json, "from", line.from());
    write(json, "wanted", line.wanted());
    write(json, "to", line.to());
    write(json, "first", line.first());
    write(json, "end", line.end());
    write(json, "readAgain", line.readAgain());
    write(json, "skipped", line.skipped());
    write(json, "gone", line.gone());
    json.writeStringField("note", line.note().orElse(null));
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String field, OptionalLong number)
      throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(field, number.getAsLong());
    } else {
      json.writeNullField(field);
    }
  }
}
