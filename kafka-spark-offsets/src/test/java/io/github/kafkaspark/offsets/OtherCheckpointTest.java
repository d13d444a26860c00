package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.Progress.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.StartingOffsets;
import java.util.Optional;
import org.apache.spark.sql.streaming.SourceProgress;
import org.junit.jupiter.api.Test;

/** What is no checkpoint of other topics, and what is. */
class OtherCheckpointTest extends ClaimFixture {

  private static final String OTHER = "{\"x\":{\"0\":3}}";

  private Optional<String> doubt(FixedBrokers brokers, SourceProgress... sources) {
    ResumePlan plan =
        Resume.from(store, id).firstTime(StartingOffsets.at(offsets(1, 1))).plan(brokers);
    StreamClaim claim = StreamClaim.of(store, plan, brokers, BY);
    assertThat(claim.commit(done(4, sources), BY).offsets().partitions()).isNotEmpty();
    return claim.doubt();
  }

  private static FixedBrokers subscribed() {
    return new FixedBrokers("t", 2, "cluster-a");
  }

  @Test
  void isOneThatHasNoTopicOfItsSource() {
    assertThat(doubt(subscribed(), source("KafkaV2[Subscribe[t]]", OTHER, json(1, 2))))
        .hasValueSatisfying(
            doubt ->
                assertThat(doubt)
                    .startsWith(
                        "the query has the checkpoint of a query that read other topics: [x], which "
                            + "its sources do not select; start it with a new checkpoint"));
  }

  @Test
  void isNoneThatHasATopicMore() {
    String both = "{\"x\":{\"0\":3},\"t\":{\"0\":1,\"1\":1}}";

    assertThat(doubt(subscribed(), source("KafkaV2[Subscribe[t]]", both, json(1, 2)))).isEmpty();
  }

  @Test
  void isNoneOfASourceThatTheStreamDoesNotKnow() {
    assertThat(
            doubt(
                subscribed(),
                source("KafkaV2[Subscribe[t]]", null, json(1, 2)),
                source("KafkaV2[Subscribe[y]]", OTHER, "{\"y\":{\"0\":1}}")))
        .isEmpty();
  }

  @Test
  void isNoneOfASourceOfAssignedPartitions() {
    FixedBrokers assigned =
        new FixedBrokers("t", 2, "cluster-a") {
          @Override
          public Optional<String> selection() {
            return Optional.empty();
          }
        };

    assertThat(doubt(assigned, source("KafkaV2[Assign[t-0, t-1]]", json(1, 1), json(1, 2))))
        .isEmpty();
  }
}
