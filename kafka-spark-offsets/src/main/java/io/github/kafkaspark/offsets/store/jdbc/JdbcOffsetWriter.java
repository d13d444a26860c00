package io.github.kafkaspark.offsets.store.jdbc;

import static java.util.Objects.requireNonNull;

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
import java.util.Map;
import java.util.Optional;
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
      accept(store.transactions().run(connection -> insert(connection, content, attempt)));
    } catch (SQLException e) {
      recover(e);
    }
    return state.latest();
  }

  /**
   * Commits where the stream is now within a transaction of the caller: as {@link
   * NewCommit.Kind#BATCH}, and only if the transaction commits. The call neither commits, nor rolls
   * back, nor closes; a newer claim waits from then to the transaction's end, so call it last, and
   * soon before the commit.
   *
   * <p>The commit says whose the topics are, if the source was loaded with {@code
   * Resume.from(store, stream)} of this store while this writer was open: claim first, then load.
   *
   * @param transaction a connection without auto-commit, to the store's database and schema
   * @param offsets all the offsets of the stream, which replace those of the commit before
   * @param provenance who commits, and from what
   * @return the commit, durable once the transaction is
   * @throws StaleWriterException if a newer claim has replaced this writer; roll back, so that
   *     nothing of the batch is committed twice; every later call throws the same
   * @throws OffsetStoreException if the database refused the commit; roll back, then the batch may
   *     be tried again
   * @throws IllegalStateException if the connection commits each statement by itself
   */
  public OffsetCommit append(Connection transaction, TopicOffsets offsets, Provenance provenance) {
    requireUsable();
    requireNonNull(transaction, "transaction");
    NewCommit content = withIdentities(NewCommit.batch(offsets, provenance));
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

  /** A query steps back if a topic was created anew, so what the source has seen counts no more. */
  private NewCommit withIdentities(NewCommit content) {
    TopicOffsets offsets = content.offsets();
    for (TopicPartition partition : offsets.partitions()) {
      if (offsets.get(partition).orElse(0) < appended.get(partition).orElse(0)) {
        identities.remove(partition.topic());
      }
    }
    appended = offsets;
    return content.withIdentities(identities).withoutOtherIdentities();
  }

  private OffsetCommit insert(Connection connection, NewCommit content, UUID attempt)
      throws SQLException {
    boolean owns = tables.advance(connection, stream, generation);
    Optional<JdbcTables.Owner> owner = tables.owner(connection, stream);
    if (!owns) {
      throw replaced(owner);
    }
    long sequence =
        owner.orElseThrow(() -> new SQLException("the stream's row is not there")).sequence;
    OffsetCommit commit = OffsetCommit.of(stream, generation, sequence, content);
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
