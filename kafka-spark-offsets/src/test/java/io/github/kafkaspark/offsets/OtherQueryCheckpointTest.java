package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint that the host has named, and that is another query's. */
class OtherQueryCheckpointTest extends ClaimFixture {

  private static final String OTHER = "00000000-0000-0000-0000-00000000000a";

  @TempDir Path folder;

  private final FixedBrokers brokers = new FixedBrokers("t", 3, "cluster-a");
  private final TestLog log = TestLog.sinceNow();

  @BeforeEach
  void writeCheckpoint() throws Exception {
    WrittenCheckpoint unused = WrittenCheckpoint.at(folder, 7, offsets(40, 50));
  }

  private Resume resume() {
    return Resume.from(store, id).firstTimeFails().checkpoint(folder);
  }

  private void storeBy(String query) {
    store.claim(id, NewCommit.start(offsets(40, 60), BY.withBatch(query, 3))).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {WrittenCheckpoint.QUERY, OTHER})
  void isToldAsThatByTheLoad(String query) {
    storeBy(query);

    TopicOffsets unused = resume().resolve(brokers);

    assertThat(log.warnings(" stands, which overrules what is stored")).hasSize(1);
    assertThat(log.warnings("what is stored by query " + OTHER + ", another one: t-1 at 50"))
        .hasSize(query.equals(OTHER) ? 1 : 0);
  }

  @Test
  void isNotToldAsThatWhereNobodyKnows() {
    store.claim(id, NewCommit.start(offsets(40, 60), BY)).close();

    TopicOffsets unused = resume().resolve(brokers);

    assertThat(log.warnings("what is stored: t-1 at 50 in place of 60")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {WrittenCheckpoint.QUERY, OTHER})
  void thatTheQueryDoesNotUseIsToldByItsFirstReport(String query) {
    storeBy(OTHER);
    StreamClaim claim = StreamClaim.of(store, resume().plan(brokers), brokers, BY);
    StreamingQueryProgress report = Progress.of(run, 0, Progress.kafka(json(40, 50), json(45, 55)));
    when(report.id()).thenReturn(UUID.fromString(query));

    OffsetCommit unused = claim.commit(PendingProgress.of(0, 0, ProgressOffsets.of(report)), BY);

    assertThat(
            log.warnings(
                "query "
                    + query
                    + " has begun there with another checkpoint: t-1 at 50 in place of 60; to go on"))
        .hasSize(query.equals(OTHER) ? 1 : 0);
  }

  @Test
  void thatStandsWhereTheStreamIsStoredIsNotTold() {
    store.claim(id, NewCommit.start(offsets(40, 50), BY.withBatch(OTHER, 3))).close();
    StreamClaim claim = StreamClaim.of(store, resume().plan(brokers), brokers, BY);

    OffsetCommit unused = claim.commit(done(0, json(40, 50), json(45, 55)), BY);

    assertThat(log.warnings("with another checkpoint")).isEmpty();
  }
}
