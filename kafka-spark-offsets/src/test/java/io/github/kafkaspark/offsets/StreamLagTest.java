package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamLagTest {

  private static final TopicOffsets COMMITTED = TopicOffsets.empty().with("t", 0, 5);

  private final StreamLag lag = new StreamLag();

  @Test
  void isNotKnownWithoutBrokersToAsk() {
    lag.reads(new FixedBrokers("t", 1, "cluster"));
    assertThat(lag.of(COMMITTED)).isEmpty();
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
    Throwable first = catchThrowable(() -> lag.of(COMMITTED));
    assertThat(first).isInstanceOf(IllegalStateException.class).hasMessageContaining("127.0.0.1:1");
    assertThat(catchThrowable(() -> lag.of(COMMITTED))).isSameAs(first);
  }
}
