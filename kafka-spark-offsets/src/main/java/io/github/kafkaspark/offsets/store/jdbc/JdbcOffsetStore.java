package io.github.kafkaspark.offsets.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.offsets.store.WriteAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a database; made by {@code OffsetStores.jdbc}. It is an {@link OffsetStore} as any
 * other, and its writers can also commit within a transaction of the caller, together with the rows
 * that a batch has made: see {@link JdbcOffsetWriter}.
 *
 * <p>Safe for use by several threads. It never closes the data source.
 */
public final class JdbcOffsetStore implements OffsetStore {

  private static final Logger LOG = LoggerFactory.getLogger(JdbcOffsetStore.class);

  /** The time after which a statement is cancelled. */
  private static final int TIMEOUT_SECONDS = 30;

  /** Each failed try of a claim means that another has claimed. */
  private static final int CLAIM_TRIES = 100;

  private final JdbcTransactions transactions;
  private final JdbcTables tables;
  private final JdbcCommits commits;
  private final JdbcLook look;
  private final String location;

  /** For each stream the newest writer that this store has made and that is not closed. */
  private final Map<StreamId, JdbcOffsetWriter> writers = new ConcurrentHashMap<>();

  private volatile boolean closed;

  private JdbcOffsetStore(JdbcTransactions transactions, JdbcTables tables, String location) {
    this.transactions = transactions;
    this.tables = tables;
    this.commits = new JdbcCommits(tables, location);
    this.look = new JdbcLook(transactions, TIMEOUT_SECONDS);
    this.location = location;
  }

  /** Opens a store in a database. */
  public static JdbcOffsetStore open(DataSource dataSource) {
    return open(dataSource, TIMEOUT_SECONDS);
  }

  /**
   * Opens a store in the database of a JDBC URL, with a new connection for each call.
   *
   * @throws OffsetStoreException if no driver on the class path takes the URL, or as {@link
   *     #open(DataSource)}
   */
  public static JdbcOffsetStore open(String url) {
    return open(UrlDataSource.of(url));
  }

  /**
   * The store in the database of a JDBC URL, if its tables are there, for those that only look: it
   * makes and alters none.
   *
   * @throws OffsetStoreException if they are not, or the database cannot be reached
   */
  public static JdbcOffsetStore existing(String url) {
    return existing(UrlDataSource.of(url));
  }

  static JdbcOffsetStore existing(DataSource dataSource) {
    JdbcTransactions transactions = new JdbcTransactions(dataSource);
    JdbcSchema schema = new JdbcSchema(transactions, TIMEOUT_SECONDS);
    String location = schema.look();
    JdbcTables tables = new JdbcTables(TIMEOUT_SECONDS, schema.hasIdentities(location));
    return new JdbcOffsetStore(transactions, tables, location);
  }

  static JdbcOffsetStore open(DataSource dataSource, int timeoutSeconds) {
    JdbcTransactions transactions = new JdbcTransactions(dataSource);
    JdbcSchema schema = new JdbcSchema(transactions, timeoutSeconds);
    String location = schema.open();
    JdbcTables tables = new JdbcTables(timeoutSeconds, schema.addIdentities(location));
    return new JdbcOffsetStore(transactions, tables, location);
  }

  @Override
  public Optional<OffsetCommit> latest(StreamId stream) {
    List<OffsetCommit> newest = newest(1, stream);
    return newest.stream().findFirst();
  }

  @Override
  public List<OffsetCommit> history(StreamId stream) {
    return Collections.unmodifiableList(newest(JdbcTables.KEPT, stream));
  }

  private List<OffsetCommit> newest(int most, StreamId stream) {
    requireOpen();
    requireNonNull(stream, "stream");
    try {
      return transactions.run(connection -> commits.newest(connection, most, stream));
    } catch (SQLException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot read offsets of '%s' in %s: %s; see that the database is up and that its user "
                  + "may read the tables",
              stream, location, JdbcTransactions.reason(e)),
          e);
    }
  }

  @Override
  public Set<StreamId> streams() {
    requireOpen();
    List<String> foreign = new ArrayList<>();
    try {
      Set<StreamId> streams = transactions.run(connection -> tables.streams(connection, foreign));
      if (!foreign.isEmpty()) {
        LOG.warn(
            "Left out {} in the tables in {} that no stream can have, such as: {}",
            Texts.count(foreign.size(), "name"),
            location,
            foreign.get(0));
      }
      return Collections.unmodifiableSet(streams);
    } catch (SQLException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot list the streams in %s: %s; see that the database is up and that its user may "
                  + "read the tables",
              location, JdbcTransactions.reason(e)),
          e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>It waits for a transaction of the owner that has committed offsets and is not over yet, and
   * fails if that takes 30 seconds.
   */
  @Override
  public JdbcOffsetWriter claim(StreamId stream, NewCommit start) {
    requireOpen();
    requireNonNull(stream, "stream");
    NewCommit first = requireNonNull(start, "start").requireStart();
    return claim(stream, (Connection connection) -> first);
  }

  /**
   * Claims the stream where it is: its START has the offsets of the newest commit, or none if there
   * is none, or the stream was forgotten. It reads them when the older writer can commit no more.
   *
   * <p>It waits as the other form does.
   *
   * @param provenance who claims
   * @throws NullPointerException if an argument is null
   * @throws OffsetStoreException if what is stored cannot be read, the commit failed, or its
   *     outcome could not be settled
   */
  public JdbcOffsetWriter claim(StreamId stream, Provenance provenance) {
    requireOpen();
    requireNonNull(stream, "stream");
    requireNonNull(provenance, "provenance");
    return claim(stream, (Connection connection) -> startWhereItIs(connection, stream, provenance));
  }

  /** Of a stream that has just been claimed. */
  private NewCommit startWhereItIs(Connection connection, StreamId stream, Provenance provenance)
      throws SQLException {
    if (tables.owner(connection, stream).get().sequence == 1) {
      return NewCommit.start(TopicOffsets.empty(), provenance);
    }
    return commits.newest(connection, 1, stream).stream()
        .findFirst()
        .map(
            newest ->
                NewCommit.start(newest.offsets(), provenance).withIdentities(newest.identities()))
        .orElseGet(() -> NewCommit.start(TopicOffsets.empty(), provenance));
  }

  private JdbcOffsetWriter claim(StreamId stream, JdbcTransactions.Work<NewCommit> start) {
    UUID attempt = UUID.randomUUID();
    for (int i = 1; ; i++) {
      try {
        return writer(claim(stream, start, attempt));
      } catch (SQLException e) {
        if (i < CLAIM_TRIES && lostARace(e)) {
          continue;
        }
        return writer(settleClaim(stream, attempt, e));
      }
    }
  }

  private JdbcOffsetWriter writer(OffsetCommit start) {
    JdbcOffsetWriter writer = new JdbcOffsetWriter(this, start);
    writers.put(start.stream(), writer);
    return writer;
  }

  void forget(JdbcOffsetWriter writer) {
    boolean unused = writers.remove(writer.latest().stream(), writer);
  }

  @Override
  public OptionalLong hostsClaim(StreamId stream) {
    JdbcOffsetWriter writer = writers.get(stream);
    return writer == null ? OptionalLong.empty() : OptionalLong.of(writer.latest().generation());
  }

  /** {@inheritDoc} The writer that is open for the stream keeps it, and knows nothing of others. */
  @Override
  public void sourceBegins(StreamId stream, Map<String, TopicIdentity> identities) {
    JdbcOffsetWriter writer = writers.get(requireNonNull(stream, "stream"));
    requireNonNull(identities, "identities");
    if (writer != null) {
      writer.sourceBegins(identities);
    }
  }

  /**
   * {@inheritDoc} The writer that is open for the stream commits it, in a transaction of its own.
   */
  @Override
  public void sourceBeginsElsewhere(StreamId stream, NewCommit start) {
    JdbcOffsetWriter writer = writers.get(requireNonNull(stream, "stream"));
    requireNonNull(start, "start");
    if (writer != null) {
      writer.sourceBeginsElsewhere(start);
    }
  }

  private OffsetCommit claim(StreamId stream, JdbcTransactions.Work<NewCommit> start, UUID attempt)
      throws SQLException {
    return transactions.run(
        connection -> {
          // First the lock, then the reading: what is read may be a snapshot of its moment.
          JdbcTables.Owner owner = tables.claim(connection, stream);
          JdbcTables.requireKnown(tables.layout(connection, stream), stream, location);
          OffsetCommit commit =
              OffsetCommit.of(stream, owner.generation, owner.sequence, start.on(connection));
          tables.insert(connection, commit, attempt);
          return commit;
        });
  }

  @Override
  public WriteAccess writeAccess() {
    return ask(look::writeAccess);
  }

  @Override
  public Optional<Instant> clock() {
    return ask(look::clock);
  }

  @Override
  public List<String> damage(StreamId stream) {
    requireNonNull(stream, "stream");
    return ask(
        () ->
            Collections.unmodifiableList(
                transactions.run(connection -> tables.newest(connection, JdbcTables.KEPT, stream))
                    .damaged));
  }

  private interface Question<T> {
    T get() throws SQLException;
  }

  private <T> T ask(Question<T> question) {
    requireOpen();
    try {
      return question.get();
    } catch (SQLException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot look at %s: %s; see that the database is up, and that its user may read the "
                  + "tables",
              location, JdbcTransactions.reason(e)),
          e);
    }
  }

  /** Two that insert the same row, or update it where the database reads from a snapshot. */
  private static boolean lostARace(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("23") || state.startsWith("40"));
  }

  private OffsetCommit settleClaim(StreamId stream, UUID attempt, SQLException failure) {
    Optional<OffsetCommit> made;
    try {
      made =
          transactions.run(
              connection -> {
                tables.lock(connection, stream);
                return tables.made(connection, stream, attempt);
              });
    } catch (SQLException e) {
      failure.addSuppressed(e);
      made = Optional.empty();
    }
    OffsetCommit commit =
        made.orElseThrow(
            () ->
                new OffsetStoreException(
                    String.format(
                        "Cannot claim '%s' in %s: %s; see that the database is up, that its user "
                            + "may write the tables, and that no transaction holds the stream's row "
                            + "in %s, then claim again",
                        stream, location, JdbcTransactions.reason(failure), JdbcSchema.STREAMS),
                    failure));
    LOG.warn("Claimed '{}' in {} in spite of a failure", stream, location, failure);
    return commit;
  }

  /** Releases nothing: the data source and its connections are the host's. */
  @Override
  public void close() {
    closed = true;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("Cannot use the offset store " + location + ": it is closed");
    }
  }

  JdbcTransactions transactions() {
    return transactions;
  }

  JdbcTables tables() {
    return tables;
  }

  JdbcCommits commits() {
    return commits;
  }

  String location() {
    return location;
  }

  @Override
  public String toString() {
    return "offset store " + location;
  }
}
