package io.github.kafkaspark.offsets;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.checkpoint.CheckpointWarning;
import io.github.kafkaspark.offsets.store.JsonFields;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A plan as JSON, of the form that docs/resume.md promises. */
final class ResumePlanJson {

  private static final int VERSION = 1;

  private ResumePlanJson() {}

  static String write(
      StreamId stream,
      Optional<OffsetCommit> commit,
      List<ResumeLine> lines,
      Optional<CheckpointPlan> checkpoint) {
    ResumeTexts sums = new ResumeTexts(lines);
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonFields.writer(text)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeStringField("stream", stream.name());
      if (commit.isPresent()) {
        json.writeObjectFieldStart("commit");
        json.writeNumberField("generation", commit.get().generation());
        json.writeNumberField("sequence", commit.get().sequence());
        json.writeStringField("time", commit.get().provenance().time().toString());
        json.writeEndObject();
      } else {
        json.writeNullField("commit");
      }
      if (checkpoint.isPresent()) {
        write(checkpoint.get(), json);
      } else {
        json.writeNullField("checkpoint");
      }
      json.writeBooleanField("refused", lines.stream().anyMatch(ResumeLine::isRefused));
      json.writeNumberField("skipped", sums.skipped());
      json.writeNumberField("gone", sums.gone());
      json.writeNumberField("readAgain", sums.readAgain());
      json.writeArrayFieldStart("partitions");
      for (ResumeLine line : lines) {
        write(line, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(CheckpointPlan plan, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("checkpoint");
    json.writeStringField("location", plan.checkpoint.location());
    json.writeStringField("state", plan.checkpoint.state().name());
    json.writeStringField("queryId", plan.checkpoint.queryId().orElse(null));
    write("batch", plan.checkpoint.batch(), json);
    json.writeArrayFieldStart("warnings");
    for (CheckpointWarning warning : plan.warnings) {
      json.writeStartObject();
      json.writeStringField("kind", warning.kind().name());
      json.writeStringField("text", warning.toString());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(ResumeLine line, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", line.partition().topic());
    json.writeNumberField("partition", line.partition().partition());
    json.writeStringField("reason", line.reason().word());
    json.writeStringField("answer", line.answer().map(Answer::word).orElse(null));
    json.writeStringField("outcome", line.outcome().word());
    write("stored", line.stored(), json);
    write("first", line.beginning(), json);
    write("end", line.end(), json);
    write("start", line.start(), json);
    json.writeNumberField("skipped", line.skipped());
    write("gone", line.gone(), json);
    json.writeNumberField("readAgain", line.readAgain());
    json.writeEndObject();
  }

  private static void write(String field, OptionalLong number, JsonGenerator json)
      throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(field, number.getAsLong());
    } else {
      json.writeNullField(field);
    }
  }
}
