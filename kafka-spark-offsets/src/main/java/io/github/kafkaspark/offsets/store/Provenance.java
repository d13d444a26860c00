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

  private Provenance(String writer, Instant time, String application, String query, Long batch) {
    this.writer = writer;
    this.time = time;
    this.application = application;
    this.query = query;
    this.batch = batch;
  }

  /**
   * A commit made by this writer at this time.
   *
   * @param writer a text that tells one process from another, such as {@code 4711@host}
   * @throws NullPointerException if an argument is null
   */
  public static Provenance of(String writer, Instant time) {
    return new Provenance(
        requireNonNull(writer, "writer"), requireNonNull(time, "time"), null, null, null);
  }

  /** The same, made within this Spark application. */
  public Provenance withApplication(String id) {
    return new Provenance(writer, time, requireNonNull(id, "id"), query, batch);
  }

  /** The same, made for this batch of the query with Spark's id. */
  public Provenance withBatch(String queryId, long batchId) {
    return new Provenance(
        writer, time, application, requireNonNull(queryId, "queryId"), (Long) batchId);
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
        && Objects.equals(batch, that.batch);
  }

  @Override
  public int hashCode() {
    return Objects.hash(writer, time, application, query, batch);
  }

  @Override
  public String toString() {
    return "by "
        + writer
        + " at "
        + time
        + (application == null ? "" : ", application " + application)
        + (query == null ? "" : ", query " + query + ", batch " + batch);
  }
}
