package io.github.kafkaspark.offsets.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.offsets.store.WriterState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner's end of a stream in a database; made by {@link JdbcOffsetStore#claim}.
 *
 * <p>The {@code append} that takes a connection commits within a transaction of the caller. The
 * rows of that transaction and the offsets come to be together or not at all, and a writer that was
 * replaced throws before they are committed.
 *
 * <pre>{@code
 * if (!writer.isDone(batch)) {
 *   // Insert the rows of the batch by the connection, then:
 *   writer.append(connection, batch, Provenance.of("4711@host", Instant.now()));
 *   connection.commit();
 * }
 * }</pre>
 *
 * <p>An {@code OffsetTracker} leaves such a stream alone: it records only streams that the host has
 * named by {@code OffsetTracker.stream}, and refuses one that an open writer of its store owns.
 *
 * <p>Used by one thread at a time.
 */
public final class JdbcOffsetWriter implements OffsetWriter {

  private static final Logger LOG = LoggerFactory.getLogger(JdbcOffsetWriter.class);

  private final JdbcOffsetStore store;
  private final JdbcTables tables;
  private final StreamId stream;
  private final long generation;
  private final WriterState<UUID> state;

  /** Whose the topics are that the host's sources read, as far as they have said. */
  private final Map<String, TopicIdentity> identities = new ConcurrentHashMap<>();

  /** What the host has appended last, in a transaction that may not have come to be. */
  private TopicOffsets appended;

  JdbcOffsetWriter(JdbcOffsetStore store, OffsetCommit start) {
    this.store = store;
    this.tables = store.tables();
    this.stream = start.stream();
    this.generation = start.generation();
    this.state = new WriterState<>(start);
    this.appended = start.offsets();
  }

  void sourceBegins(Map<String, TopicIdentity> whose) {
    identities.putAll(whose);
  }

  void sourceBeginsElsewhere(NewCommit start) {
    appended = append(start).offsets();
  }

  /**
   * The newest commit of this writer; at first the START that its claim made. A commit within a
   * transaction of the caller does not count, since only the caller learns whether it came to be.
   */
  @Override
  public OffsetCommit latest() {
    return state.latest();
  }

  @Override
  public OffsetCommit append(NewCommit content) {
    requireUsable();
    requireNonNull(content, "content");
    if (state.isInDoubt()) {
      settle();
    }
    UUID attempt = UUID.randomUUID();
    state.begin(attempt);
    try {
      accept(store.transactions().run(connection -> insert(connection, same -> content, attempt)));
    } catch (SQLException e) {
      recover(e);
    }
    return state.latest();
  }

  /**
   * Whether the rows of a batch are there already, as after a crash between the transaction's end
   * and the batch's. Ask it before the first row, and skip the batch if so.
   *
   * @param batch what the batch is of, such as a {@code BatchOffsets} or a {@code KafkaBatch}
   * @return false if the batch is the next one, and its rows are to be written
   * @throws NullPointerException if {@code batch} is null
   * @throws StaleWriterException if a newer claim has replaced this writer
   * @throws IllegalStateException if it is neither done nor the next one, so that records would be
   *     left out or written twice
   * @throws OffsetStoreException if the commits cannot be read
   */
  public boolean isDone(OffsetRange batch) {
    requireUsable();
    requireNonNull(batch, "batch");
    try {
      OffsetCommit newest =
          store
              .transactions()
              .run(
                  connection -> {
                    Optional<JdbcTables.Owner> owner = tables.owner(connection, stream);
                    if (!owner.isPresent() || owner.get().generation != generation) {
                      throw replaced(owner);
                    }
                    return newest(connection);
                  });
      return batch.isDone(newest.offsets());
    } catch (SQLException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot find out whether a batch of '%s' is in %s already: %s; see that the database "
                  + "is up, then try the batch again",
              stream, store.location(), JdbcTransactions.reason(e)),
          e);
    }
  }

  /**
   * Commits that a batch is done, within the transaction that has its rows: as {@link
   * NewCommit.Kind#BATCH}, and only if the transaction commits. The batch's end is added to the
   * offsets of the commit before, so a batch of some partitions leaves the others where they are.
   * The call neither commits, nor rolls back, nor closes; a newer claim waits from then to the
   * transaction's end, so call it last, and soon before the commit. Call it for a batch without
   * rows too, since the next one begins at its end.
   *
   * <p>The commit says whose the topics are, if the source was loaded with {@code
   * Resume.from(store, stream)} of this store while this writer was open: claim first, then load.
   *
   * @param transaction a connection without auto-commit, to the store's database and schema
   * @param batch what the rows are of
   * @param provenance who commits, and from what
   * @return the commit, durable once the transaction is
   * @throws NullPointerException if an argument is null
   * @throws StaleWriterException if a newer claim has replaced this writer; roll back, so that
   *     nothing of the batch is committed twice; every later call throws the same
   * @throws OffsetStoreException if the database refused the commit; roll back, then the batch may
   *     be tried again
   * @throws IllegalStateException if the batch does not begin where the commits end, or is done;
   *     roll back. Or if the connection commits each statement by itself
   */
  public OffsetCommit append(Connection transaction, OffsetRange batch, Provenance provenance) {
    requireNonNull(batch, "batch");
    requireNonNull(provenance, "provenance");
    return within(
        transaction,
        connection -> {
          OffsetCommit newest = newest(connection);
          if (batch.isDone(newest.offsets())) {
            throw new IllegalStateException(
                String.format(
                    "Cannot commit %s to '%s': its rows are committed already; roll this "
                        + "transaction back, and skip a batch for which isDone(batch) is true",
                    batch, stream));
          }
          return after(newest, batch, provenance);
        });
  }

  /**
   * Commits where the stream is now within a transaction of the caller, whatever was committed
   * before. These are all the offsets of the stream: a partition that they lack is forgotten, and
   * begins anew. For a batch there is {@link #append(Connection, OffsetRange, Provenance)}, which
   * keeps the others, and refuses a gap and an overlap.
   *
   * @param transaction a connection without auto-commit, to the store's database and schema
   * @param offsets all the offsets of the stream, which replace those of the commit before
   * @param provenance who commits, and from what
   * @return the commit, durable once the transaction is
   * @throws NullPointerException if an argument is null
   * @throws StaleWriterException as for a batch
   * @throws OffsetStoreException as for a batch
   * @throws IllegalStateException if the connection commits each statement by itself
   */
  public OffsetCommit appendAll(
      Connection transaction, TopicOffsets offsets, Provenance provenance) {
    NewCommit content = NewCommit.batch(offsets, provenance);
    return within(
        transaction,
        connection -> {
          Set<String> unused = forgetSteppedBack(appended, offsets);
          return content.withIdentities(identities).withoutOtherIdentities();
        });
  }

  private OffsetCommit within(Connection transaction, JdbcTransactions.Work<NewCommit> content) {
    requireUsable();
    requireNonNull(transaction, "transaction");
    try {
      if (transaction.getAutoCommit()) {
        throw new IllegalStateException(
            String.format(
                "Cannot commit offsets of '%s' with the rows of a transaction: the connection "
                    + "commits each statement by itself; call setAutoCommit(false) before the rows",
                stream));
      }
      return insert(transaction, content, UUID.randomUUID());
    } catch (SQLException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot commit offsets of '%s' to %s within the caller's transaction: %s; roll it "
                  + "back, then try the batch again",
              stream, store.location(), JdbcTransactions.reason(e)),
          e);
    }
  }

  /** Under the lock of the stream's row, or of a stream that nobody else writes. */
  private OffsetCommit newest(Connection connection) throws SQLException {
    return store.commits().newest(connection, 1, stream).get(0);
  }

  private NewCommit after(OffsetCommit newest, OffsetRange batch, Provenance provenance) {
    TopicOffsets offsets = newest.offsets().merge(batch.end());
    Map<String, TopicIdentity> whose = new HashMap<>(newest.identities());
    whose.keySet().removeAll(forgetSteppedBack(newest.offsets(), offsets));
    whose.putAll(identities);
    return NewCommit.batch(offsets, provenance).withIdentities(whose).withoutOtherIdentities();
  }

  /** A query steps back if a topic was created anew, so what the source has seen counts no more. */
  private Set<String> forgetSteppedBack(TopicOffsets before, TopicOffsets offsets) {
    Set<String> topics = new HashSet<>();
    for (TopicPartition partition : offsets.partitions()) {
      if (offsets.get(partition).orElse(0) < before.get(partition).orElse(0)) {
        topics.add(partition.topic());
      }
    }
    identities.keySet().removeAll(topics);
    appended = offsets;
    return topics;
  }

  private OffsetCommit insert(
      Connection connection, JdbcTransactions.Work<NewCommit> content, UUID attempt)
      throws SQLException {
    boolean owns = tables.advance(connection, stream, generation);
    Optional<JdbcTables.Owner> owner = tables.owner(connection, stream);
    if (!owns) {
      throw replaced(owner);
    }
    long sequence =
        owner.orElseThrow(() -> new SQLException("the stream's row is not there")).sequence;
    OffsetCommit commit = OffsetCommit.of(stream, generation, sequence, content.on(connection));
    tables.insert(connection, commit, attempt);
    return commit;
  }

  /** What to tell a writer whose generation is not that of the owner row. */
  private OffsetStoreException replaced(Optional<JdbcTables.Owner> owner) {
    long newest = owner.map(row -> row.generation).orElse(0L);
    if (newest < generation) {
      return new OffsetStoreException(
          String.format(
              "Cannot commit offsets of '%s' to %s: the stream's row in %s is gone or older than "
                  + "this writer's generation %d, as if a backup had been restored; stop this query "
                  + "and start it again",
              stream, store.location(), JdbcSchema.STREAMS, generation));
    }
    // A database that reads from a snapshot may still show the old number, which counts as newer.
    return state.replacedBy(newest);
  }

  private void accept(OffsetCommit commit) {
    state.accept(commit);
    LOG.debug("Committed {}.{} of '{}'", generation, commit.sequence(), stream);
  }

  /** An error does not tell whether the commit is there; the rows do. */
  private void recover(SQLException failure) {
    OffsetCommit before = state.latest();
    try {
      settle();
    } catch (OffsetStoreException e) {
      e.addSuppressed(failure);
      throw e;
    }
    if (state.latest().equals(before)) {
      throw new OffsetStoreException(
          String.format(
              "Cannot commit offsets of '%s' to %s: %s; nothing was committed, append again",
              stream, store.location(), JdbcTransactions.reason(failure)),
          failure);
    }
    LOG.warn("Committed offsets of '{}' in spite of a failure", stream, failure);
  }

  /**
   * Finds out whether the open try has made its commit, and accepts it if so. A transaction that is
   * still being committed by the database holds the row's lock, which is waited for.
   */
  private void settle() {
    try {
      Optional<OffsetCommit> made =
          store
              .transactions()
              .run(
                  connection -> {
                    tables.lock(connection, stream);
                    Optional<JdbcTables.Owner> owner = tables.owner(connection, stream);
                    if (!owner.isPresent() || owner.get().generation != generation) {
                      throw replaced(owner);
                    }
                    return tables.made(connection, stream, state.attempt());
                  });
      made.ifPresent(this::accept);
      state.drop();
    } catch (SQLException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot find out whether offsets of '%s' were committed to %s: %s; see that the "
                  + "database is up, and that no transaction holds the stream's row in %s; append "
                  + "again, which looks first",
              stream, store.location(), JdbcTransactions.reason(e), JdbcSchema.STREAMS),
          e);
    }
  }

  private void requireUsable() {
    store.requireOpen();
    state.requireWritable();
  }

  @Override
  public void close() {
    state.close();
    store.forget(this);
  }

  /** The stream, where the writer is, and the database. */
  @Override
  public String toString() {
    return state + " in " + store.location();
  }
}
