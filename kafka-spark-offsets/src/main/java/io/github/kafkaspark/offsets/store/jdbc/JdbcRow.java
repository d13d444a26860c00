package io.github.kafkaspark.offsets.store.jdbc;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.IdentitiesJson;
import io.github.kafkaspark.offsets.store.JsonFields;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;

/** A row of the table of commits, read as a commit. */
final class JdbcRow {

  private JdbcRow() {}

  /** A row is not what was written; the message says what is wrong with it. */
  static final class DamagedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** As much of a reason as a person reads: it may quote all of a column. */
    private static final int MAX_CHARS = 500;

    DamagedException(String reason, Throwable cause) {
      super(reason.length() > MAX_CHARS ? reason.substring(0, MAX_CHARS) + "…" : reason, cause);
    }
  }

  /**
   * The commit of a row.
   *
   * @throws DamagedException if the row is not one of this stream, or not as it was written
   */
  static OffsetCommit commit(ResultSet row, StreamId stream, boolean hasIdentities)
      throws SQLException, DamagedException {
    String name = row.getString("stream");
    if (!name.equals(stream.name())) {
      throw new DamagedException("it is of the stream '" + name + "'", null);
    }
    String time = row.getString("committed_at");
    String application = row.getString("application_id");
    String query = row.getString("query_id");
    BigDecimal batch = row.getBigDecimal("batch_id");
    String writer = row.getString("writer");
    String kind = row.getString("kind");
    String offsets = row.getString("offsets");
    BigDecimal generation = row.getBigDecimal("generation");
    BigDecimal sequence = row.getBigDecimal("sequence");
    String identities = hasIdentities ? row.getString(JdbcSchema.IDENTITIES) : null;
    try {
      Provenance provenance = Provenance.of(writer, Instant.parse(time));
      provenance = application == null ? provenance : provenance.withApplication(application);
      if (query != null && batch != null) {
        provenance = provenance.withBatch(query, batch.longValueExact());
      }
      return OffsetCommit.of(
          stream,
          generation.longValueExact(),
          sequence.longValueExact(),
          NewCommit.of(NewCommit.Kind.valueOf(kind), TopicOffsets.fromJson(offsets), provenance)
              .withIdentities(identities(identities)));
    } catch (IOException | RuntimeException e) {
      throw new DamagedException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What a row keeps of the identities of topics; null of none. */
  static String text(Map<String, TopicIdentity> identities) {
    if (identities.isEmpty()) {
      return null;
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonFields.writer(text)) {
      json.writeStartObject();
      IdentitiesJson.write(json, identities);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static Map<String, TopicIdentity> identities(String text) throws IOException {
    IdentitiesJson identities = new IdentitiesJson();
    if (text != null) {
      try {
        JsonFields unused = JsonFields.read(new StringReader(text), identities);
      } catch (IOException | RuntimeException e) {
        throw new IOException(
            String.format(
                "the column %s is '%s', which is not what the library writes; set it to NULL, with "
                    + "which the place stays and whose it is becomes unknown",
                JdbcSchema.IDENTITIES, text),
            e);
      }
    }
    return identities.found();
  }
}
