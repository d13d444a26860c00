package io.github.kafkaspark.offsets.store.jdbc;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Batches by their ranges: merged, skipped if done, refused behind a gap or over an overlap. */
class JdbcBatchTest {

  private PGSimpleDataSource dataSource;
  private JdbcOffsetStore store;

  @BeforeEach
  void open() {
    dataSource = TestPostgres.newSchema();
    store = OffsetStores.jdbc(dataSource);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** The range of a batch. */
  private static final class Range implements OffsetRange {
    private final TopicOffsets start;
    private final TopicOffsets end;

    Range(String start, String end) {
      this.start = TopicOffsets.fromJson(start);
      this.end = TopicOffsets.fromJson(end);
    }

    @Override
    public TopicOffsets start() {
      return start;
    }

    @Override
    public TopicOffsets end() {
      return end;
    }

    @Override
    public String toString() {
      return "the batch";
    }
  }

  private static Range orders(int from, int to) {
    return new Range("{\"orders\":{\"0\":" + from + "}}", "{\"orders\":{\"0\":" + to + "}}");
  }

  private static Range payments(int from, int to) {
    return new Range("{\"payments\":{\"0\":" + from + "}}", "{\"payments\":{\"0\":" + to + "}}");
  }

  private void append(JdbcOffsetWriter writer, OffsetRange batch) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      OffsetCommit commit = writer.append(connection, batch, provenance());
      connection.commit();
      assertThat(store.latest(ORDERS)).contains(commit);
    }
  }

  private String stored() {
    return store.latest(ORDERS).get().offsets().toJson();
  }

  @Test
  void aBatchOfSomePartitionsLeavesTheOthersWhereTheyAre() throws SQLException {
    JdbcOffsetWriter writer = store.claim(ORDERS, provenance());
    append(writer, orders(0, 5));
    append(writer, payments(2, 4));
    append(writer, orders(5, 5));

    assertThat(stored()).isEqualTo("{\"orders\":{\"0\":5},\"payments\":{\"0\":4}}");
    assertThat(store.latest(ORDERS).get().kind()).isEqualTo(NewCommit.Kind.BATCH);
  }

  @Test
  void aReplayIsSeenBeforeItsRowsAndRefusedAfter() throws SQLException {
    JdbcOffsetWriter writer = store.claim(ORDERS, provenance());
    assertThat(writer.isDone(orders(0, 5))).isFalse();
    append(writer, orders(0, 5));
    OffsetCommit commit = store.latest(ORDERS).get();

    assertThat(writer.isDone(orders(0, 5))).isTrue();
    assertThat(writer.isDone(orders(5, 9))).isFalse();
    assertThatThrownBy(() -> append(writer, orders(0, 5)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot commit the batch to 'orders': its rows are committed already; roll this "
                + "transaction back, and skip a batch for which isDone(batch) is true");
    assertThat(store.latest(ORDERS)).contains(commit);

    JdbcOffsetWriter next = store.claim(ORDERS, provenance());
    assertThat(next.isDone(orders(0, 5))).isTrue();
  }

  @Test
  void refusesAGapAndAnOverlapBeforeTheRowsAndAfter() throws SQLException {
    JdbcOffsetWriter writer = store.claim(ORDERS, provenance());
    append(writer, orders(0, 5));
    for (OffsetRange batch : new OffsetRange[] {orders(6, 9), orders(4, 9)}) {
      String what =
          batch.start().toJson().contains("6") ? "behind what is committed" : "part of it";
      assertThatThrownBy(() -> writer.isDone(batch))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(what);
      assertThatThrownBy(() -> append(writer, batch))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(what);
    }
    assertThat(stored()).isEqualTo("{\"orders\":{\"0\":5}}");
    append(writer, orders(5, 9));
    assertThat(stored()).isEqualTo("{\"orders\":{\"0\":9}}");
  }

  @Test
  void aReplacedWriterIsToldBeforeTheRowsAndAfter() throws SQLException {
    JdbcOffsetWriter zombie = store.claim(ORDERS, provenance());
    JdbcOffsetWriter owner = store.claim(ORDERS, provenance());
    append(owner, orders(0, 5));

    assertThatThrownBy(() -> zombie.isDone(orders(0, 5)))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
    assertThatThrownBy(() -> append(zombie, orders(5, 9))).isInstanceOf(StaleWriterException.class);
    assertThat(stored()).isEqualTo("{\"orders\":{\"0\":5}}");
  }

  @Test
  void aCommitKeepsWhoseTheOtherTopicsAre() throws SQLException {
    TopicIdentity old = TopicIdentity.of("cluster").withTopicId("old");
    TopicIdentity read = TopicIdentity.of("cluster").withTopicId("read");
    JdbcOffsetWriter writer =
        store.claim(
            ORDERS,
            NewCommit.start(payments(0, 7).end().merge(orders(0, 3).end()), provenance())
                .withIdentity("payments", old));
    store.sourceBegins(ORDERS, Collections.singletonMap("orders", read));
    append(writer, orders(3, 5));
    assertThat(store.latest(ORDERS).get().identities())
        .containsOnly(entry("orders", read), entry("payments", old));

    append(writer, orders(5, 1)); // As Spark steps back in a topic that was created anew.
    assertThat(store.latest(ORDERS).get().identities()).containsOnly(entry("payments", old));
  }

  @Test
  void saysThatTheDatabaseIsAway() {
    boolean[] isAway = new boolean[1];
    try (JdbcOffsetStore faulty =
        OffsetStores.jdbc(
            FaultyDataSource.of(
                dataSource,
                (moment, call) -> {
                  if (isAway[0]) {
                    throw new IOException("away");
                  }
                }))) {
      JdbcOffsetWriter writer = faulty.claim(ORDERS, provenance());
      isAway[0] = true;
      assertThatThrownBy(() -> writer.isDone(orders(0, 5)))
          .isInstanceOf(OffsetStoreException.class)
          .hasMessageStartingWith("Cannot find out whether a batch of 'orders' is in ")
          .hasMessageEndingWith(": away; see that the database is up, then try the batch again");
    }
  }

  @Test
  void namesTheArgumentThatIsNullAndAnswersToMisuse() throws SQLException {
    JdbcOffsetWriter writer = store.claim(ORDERS, provenance());
    try (Connection connection = dataSource.getConnection()) {
      assertThatThrownBy(() -> writer.append(connection, orders(0, 5), provenance()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("call setAutoCommit(false) before the rows");
      assertThatThrownBy(() -> writer.append(null, orders(0, 5), provenance()))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("transaction");
      assertThatThrownBy(() -> writer.append(connection, null, provenance()))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("batch");
      assertThatThrownBy(() -> writer.append(connection, orders(0, 5), null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("provenance");
    }
    assertThatThrownBy(() -> writer.isDone(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("batch");
    writer.close();
    assertThatThrownBy(() -> writer.isDone(orders(0, 5)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the writer is closed");
  }
}
