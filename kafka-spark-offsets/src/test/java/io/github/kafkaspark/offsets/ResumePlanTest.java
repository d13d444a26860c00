package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The texts of a start and of what has become of it. */
class ResumePlanTest {

  private static final StreamId ORDERS = StreamId.of("orders");

  private final OffsetStore store = OffsetStores.inMemory();

  private ResumePlan plan(int partitions) {
    return Resume.from(store, ORDERS)
        .firstTime(StartingOffsets.latest())
        .plan(new FixedBrokers("t", partitions, "cluster"));
  }

  private void store(TopicOffsets offsets) {
    Provenance by = Provenance.of("a test", Instant.parse("2026-05-01T12:00:00Z"));
    store.claim(ORDERS, NewCommit.start(offsets, by)).close();
  }

  @Test
  void isALineWithThePartitionsThatAreNotAsTheyWere() {
    store(TopicOffsets.empty().withOffset("t", 0, 50).withOffset("t", 99, 60));

    assertThat(plan(2))
        .hasToString(
            "Stream 'orders' begins: 1 partition where it was stored, 1 new partition from its "
                + "earliest record [t-1], 1 vanished partition to be dropped [t-99]");
    assertThat(plan(30).toString())
        .contains("29 new partitions from their earliest record [t-1, t-2, ")
        .contains(", t-20 and 9 more], 1 vanished");
  }

  @Test
  void countsThoseThatBeginByTheFallback() {
    assertThat(plan(1))
        .hasToString("Stream 'orders' begins: 1 partition for the first time; 100 records skipped");
    assertThat(plan(2))
        .hasToString(
            "Stream 'orders' begins: 2 partitions for the first time; 200 records skipped");
  }

  /** As a source without a tracker does. */
  @Test
  void saysWhatAStartOfOnesOwnLeavesOut() {
    StartingOffsets own =
        new StartingOffsets() {
          @Override
          public TopicOffsets resolve(BrokerOffsets brokers) {
            return TopicOffsets.empty().withOffset("forgotten", 0, 5);
          }

          @Override
          public String toString() {
            return "as the file says";
          }
        };
    TestLog log = TestLog.sinceNow();

    Resume resume = Resume.from(store, ORDERS).firstTime(own);
    ResumePlan plan = resume.plan(new FixedBrokers("forgotten", 2, "cluster"));

    assertThat(plan.start()).isEqualTo(TopicOffsets.empty().withOffset("forgotten", 0, 5));
    assertThat(
            log.warnings(
                "The starting offsets of as the file says have no offset for [forgotten-1], which "
                    + "begin at their earliest record"))
        .hasSize(1);
  }

  /** New partitions are no mistake of the host. */
  @Test
  void isNoStartThatForgetsAnything() {
    store(TopicOffsets.empty().withOffset("kept", 0, 50));
    TestLog log = TestLog.sinceNow();

    Resume resume = Resume.from(store, ORDERS).firstTimeFails();

    assertThat(resume.decide(new FixedBrokers("kept", 2, "cluster")))
        .isEqualTo(TopicOffsets.empty().withOffset("kept", 0, 50));
    assertThat(log.warnings("The starting offsets of")).isEmpty();
  }

  @Test
  void describesEachPartition() {
    store(TopicOffsets.empty().withOffset("t", 0, 50));
    ResumePlan plan = plan(1);

    assertThat(plan.describe().split("\n"))
        .containsExactly(
            "Stream 'orders', stored by generation 1, sequence 1, at 2026-05-01T12:00:00Z",
            "partition  stored  first  end  begins at  skipped  gone  read again  because",
            "t-0            50      0  100         50        0     0           0  stored");
    assertThat(plan.lines().get(0))
        .hasToString(
            "t-0: stored 50, first 0, end 100, begins at 50, skipped 0, gone 0, read again 0, because "
                + "stored");
  }

  @Test
  void isJsonThatStaysAsItIs() {
    store(TopicOffsets.empty().withOffset("t", 0, 50).withOffset("t", 99, 60));
    ResumePlan plan = plan(2);

    assertThat(plan.toJson())
        .isEqualTo(
            "{\"version\":1,\"stream\":\"orders\",\"commit\":{\"generation\":1,\"sequence\":1,"
                + "\"time\":\"2026-05-01T12:00:00Z\"},\"checkpoint\":null,\"refused\":false,"
                + "\"skipped\":0,\"gone\":0,"
                + "\"readAgain\":0,\"partitions\":["
                + "{\"topic\":\"t\",\"partition\":0,\"reason\":\"stored\",\"answer\":null,"
                + "\"outcome\":\"offset\",\"stored\":50,\"first\":0,\"end\":100,\"start\":50,"
                + "\"skipped\":0,\"gone\":0,\"readAgain\":0},"
                + "{\"topic\":\"t\",\"partition\":1,\"reason\":\"new\",\"answer\":\"earliest\","
                + "\"outcome\":\"earliest\",\"stored\":null,\"first\":0,\"end\":100,\"start\":null,"
                + "\"skipped\":0,\"gone\":0,\"readAgain\":0},"
                + "{\"topic\":\"t\",\"partition\":99,\"reason\":\"vanished\",\"answer\":\"drop\","
                + "\"outcome\":\"dropped\",\"stored\":60,\"first\":null,\"end\":null,\"start\":null,"
                + "\"skipped\":0,\"gone\":null,\"readAgain\":0}]}");
    assertThat(plan(2).toJson()).isEqualTo(plan.toJson());
  }

  @Test
  void isJsonAlsoOfAStreamThatIsNotStored() {
    ResumePlan plan = plan(1);

    assertThat(plan.toJson())
        .startsWith(
            "{\"version\":1,\"stream\":\"orders\",\"commit\":null,\"checkpoint\":null,\"refused\":false,")
        .contains("\"reason\":\"firstTime\",\"answer\":null,\"outcome\":\"offset\"")
        .contains("\"skipped\":100,\"gone\":0,\"readAgain\":0,");
    assertThat(plan.skipped()).isEqualTo(100);
    assertThat(plan.gone()).isZero();
    assertThat(plan.readAgain()).isZero();
  }

  @Test
  void aStartSaysWhatHappensTheFirstTime() {
    Resume.Fallback resume = Resume.from(store, ORDERS);

    assertThat(resume)
        .hasToString("where 'orders' is stored; call firstTime(…) or firstTimeFails()");
    assertThat(resume.firstTime(StartingOffsets.earliest()))
        .hasToString("where 'orders' is stored, the first time earliest");
    assertThat(resume.firstTimeFails())
        .hasToString("where 'orders' is stored, the first time fail");
    assertThat(resume.firstTimeFails().acceptOtherCluster())
        .hasToString("where 'orders' is stored, the first time fail, policy otherCluster=keep");
  }
}
