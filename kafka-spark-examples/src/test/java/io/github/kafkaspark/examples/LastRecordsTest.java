package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicOffsets;
import org.junit.jupiter.api.Test;

/** The start of docs/scala.md in Java; its Scala reads from a broker. */
class LastRecordsTest {

  @Test
  void beginsBeforeTheEndAndNoEarlierThanWhatIsThere() {
    BrokerOffsets brokers = mock(BrokerOffsets.class);
    TopicOffsets end =
        TopicOffsets.empty().withOffset("orders", 0, 100).withOffset("orders", 1, 100);
    when(brokers.partitions()).thenReturn(end.partitions());
    when(brokers.beginning())
        .thenReturn(TopicOffsets.empty().withOffset("orders", 0, 0).withOffset("orders", 1, 40));
    when(brokers.end()).thenReturn(end);

    assertThat(new LastRecords(95).resolve(brokers))
        .isEqualTo(TopicOffsets.empty().withOffset("orders", 0, 5).withOffset("orders", 1, 40));
  }
}
