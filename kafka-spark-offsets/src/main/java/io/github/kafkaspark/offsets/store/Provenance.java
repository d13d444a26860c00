package io.github.kafkaspark.offsets.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells who made a commit, and from what, for people and tools that read a store's history. An
 * immutable value; steps return new values.
 */
public final class Provenance {

  private final String writer;
  private final Instant time;
  private final String application;
  private final String query;
  private final Long batch;
  private final boolean closed;

  private Provenance(
      String writer, Instant time, String application, String query, Long batch, boolean closed) {
    this.writer = writer;
    this.time = time;
    this.application = application;
    this.query = query;
    this.batch = batch;
    this.closed = closed;
  }

  /**
   * A commit made by this writer at this time.
   *
   * @param writer a text that tells one process from another, such as {@code 4711@host}
   * @throws NullPointerException if an argument is null
   */
  public static Provenance of(String writer, Instant time) {
    return new Provenance(
        requireNonNull(writer, "writer"), requireNonNull(time, "time"), null, null, null, false);
  }

  /** The same, made within this Spark application. */
  public Provenance withApplication(String id) {
    return new Provenance(writer, time, requireNonNull(id, "id"), query, batch, closed);
  }

  /** The same, made for this batch of the query with Spark's id. */
  public Provenance withBatch(String queryId, long batchId) {
    return new Provenance(
        writer, time, application, requireNonNull(queryId, "queryId"), (Long) batchId, closed);
  }

  /**
   * The same, of a commit that is the last of its writer, which ended its work in order: nobody
   * owns the stream from then on.
   */
  public Provenance asClosed() {
    return new Provenance(writer, time, application, query, batch, true);
  }

  /** The same, of a commit after which its writer may go on. */
  Provenance asOpen() {
    return new Provenance(writer, time, application, query, batch, false);
  }

  /** A text that tells the writing process from another. */
  public String writer() {
    return writer;
  }

  /** When the commit was made, by the writer's clock. */
  public Instant time() {
    return time;
  }

  /** Spark's application id, if known. */
  public Optional<String> applicationId() {
    return Optional.ofNullable(application);
  }

  /**
   * Spark's query id, if the commit came from a query's progress; a START has that of the commit
   * that it goes on from.
   */
  public Optional<String> queryId() {
    return Optional.ofNullable(query);
  }

  /** Spark's batch id, with the {@link #queryId query id}. */
  public OptionalLong batchId() {
    return batch == null ? OptionalLong.empty() : OptionalLong.of(batch);
  }

  /**
   * Whether the commit is the last of its writer, which ended its work in order. False says
   * nothing: the writer may go on, or was killed, or its version does not tell.
   */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Provenance)) {
      return false;
    }
    Provenance that = (Provenance) other;
    return writer.equals(that.writer)
        && time.equals(that.time)
        && Objects.equals(application, that.application)
        && Objects.equals(query, that.query)
        && Objects.equals(batch, that.batch)
        && closed == that.closed;
  }

  @Override
  public int hashCode() {
    return Objects.hash(writer, time, application, query, batch, closed);
  }

  @Override
  public String toString() {
    return "by "
        + writer
        + " at "
        + time
        + (application == null ? "" : ", application " + application)
        + (query == null ? "" : ", query " + query + ", batch " + batch)
        + (closed ? ", closed" : "");
  }
}
