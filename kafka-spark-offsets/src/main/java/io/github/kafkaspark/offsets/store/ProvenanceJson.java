package io.github.kafkaspark.offsets.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;

/** A provenance as fields of a commit's JSON. For the stores of this library. */
public final class ProvenanceJson {

  private ProvenanceJson() {}

  /** Adds the fields to the object that is being written. */
  public static void write(JsonGenerator json, Provenance provenance) throws IOException {
    json.writeStringField("writer", provenance.writer());
    json.writeStringField("time", provenance.time().toString());
    if (provenance.applicationId().isPresent()) {
      json.writeStringField("application", provenance.applicationId().get());
    }
    if (provenance.queryId().isPresent()) {
      json.writeStringField("query", provenance.queryId().get());
      json.writeNumberField("batch", provenance.batchId().getAsLong());
    }
    if (provenance.isClosed()) {
      json.writeBooleanField("closed", true);
    }
  }

  /**
   * Reads what {@link #write} made.
   *
   * @throws RuntimeException if a field is missing, or not as it was written
   */
  public static Provenance read(JsonFields fields) {
    Provenance provenance =
        Provenance.of(fields.text("writer"), Instant.parse(fields.text("time")));
    if (fields.has("application")) {
      provenance = provenance.withApplication(fields.text("application"));
    }
    if (fields.has("query")) {
      provenance = provenance.withBatch(fields.text("query"), fields.number("batch"));
    }
    return fields.isTrue("closed") ? provenance.asClosed() : provenance;
  }
}
