package io.github.kafkaspark.offsets.store.jdbc;

import com.fasterxml.jackson.core.JsonGenerator;
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

/** A row of the table of commits, read as a commit. */
final class JdbcRow {

  /**
   * The field of a last commit, beside those of the identities: old tables have no column for it.
   */
  private static final String CLOSED = "closed";

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
      IdentitiesJson more = new IdentitiesJson();
      Provenance provenance = Provenance.of(writer, Instant.parse(time));
      if (identities != null && isClosed(identities, more)) {
        provenance = provenance.asClosed();
      }
      provenance = application == null ? provenance : provenance.withApplication(application);
      if (query != null && batch != null) {
        provenance = provenance.withBatch(query, batch.longValueExact());
      }
      return OffsetCommit.of(
          stream,
          generation.longValueExact(),
          sequence.longValueExact(),
          NewCommit.of(NewCommit.Kind.valueOf(kind), TopicOffsets.fromJson(offsets), provenance)
              .withIdentities(more.found()));
    } catch (IOException | RuntimeException e) {
      throw new DamagedException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * What a row keeps of the identities of topics, and whether it is the last of its writer; null of
   * none of it.
   */
  static String text(OffsetCommit commit) {
    if (commit.identities().isEmpty() && !commit.provenance().isClosed()) {
      return null;
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonFields.writer(text)) {
      json.writeStartObject();
      IdentitiesJson.write(json, commit.identities());
      if (commit.provenance().isClosed()) {
        json.writeBooleanField(CLOSED, true);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Whether such a text is of a last commit; takes its identities. */
  private static boolean isClosed(String text, IdentitiesJson identities) throws IOException {
    try {
      return JsonFields.read(new StringReader(text), identities).isTrue(CLOSED);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          String.format(
              "the column %s is '%s', which is not what the library writes; set it to NULL, with "
                  + "which the place stays and whose it is becomes unknown",
              JdbcSchema.IDENTITIES, text),
          e);
    }
  }
}
