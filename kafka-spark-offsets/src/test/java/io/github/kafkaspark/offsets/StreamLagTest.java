package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamLagTest {

  private static final TopicOffsets COMMITTED = TopicOffsets.empty().withOffset("t", 0, 5);

  private final StreamLag lag = new StreamLag();

  @Test
  void isWhatTheQueryHasReportedIfThereAreNoBrokersToAsk() {
    lag.reads(new FixedBrokers("t", 1, "cluster"));
    TopicOffsets three = COMMITTED.withOffset("t", 1, 9).withOffset("gone", 0, 2);
    TopicOffsets ends =
        TopicOffsets.empty().withOffset("t", 0, 12).withOffset("t", 1, 8).withOffset("new", 0, 4);
    Map<String, Long> expected = new HashMap<>();
    expected.put("t-0", 7L);
    expected.put("t-1", 0L); // Committed since.
    assertThat(lag.of(three, () -> ends)).isEqualTo(expected);
    assertThat(lag.of(three, TopicOffsets::empty)).isEmpty();
  }

  @Test
  void brokersThatDoNotAnswerAreNotAskedAgainAtOnce() {
    lag.reads(
        new FixedBrokers("t", 1, "cluster") {
          @Override
          public Optional<KafkaCluster> cluster() {
            return Optional.of(KafkaCluster.at("127.0.0.1:1").timeout(Duration.ofSeconds(1)));
          }
        });
    Throwable first = catchThrowable(() -> lag.of(COMMITTED, TopicOffsets::empty));
    assertThat(first).isInstanceOf(IllegalStateException.class).hasMessageContaining("127.0.0.1:1");
    assertThat(catchThrowable(() -> lag.of(COMMITTED, TopicOffsets::empty))).isSameAs(first);
  }
}
