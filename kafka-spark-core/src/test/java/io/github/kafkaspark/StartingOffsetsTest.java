package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartingOffsetsTest {

  private static final TopicOffsets BEGINNING =
      TopicOffsets.empty().with("orders", 0, 5).with("orders", 1, 0);
  private static final TopicOffsets END =
      TopicOffsets.empty().with("orders", 0, 10).with("orders", 1, 0);

  private final BrokerOffsets brokers = new Brokers();

  /** Two partitions: one whose oldest records are gone, and one that never had any. */
  private static final class Brokers implements BrokerOffsets {

    @Override
    public Set<TopicPartition> partitions() {
      return END.partitions();
    }

    @Override
    public boolean selects(TopicPartition partition) {
      return partition.topic().equals("orders");
    }

    @Override
    public TopicOffsets beginning() {
      return BEGINNING;
    }

    @Override
    public TopicOffsets end() {
      return END;
    }

    @Override
    public Optional<String> clusterId() {
      return Optional.empty();
    }
  }

  @Nested
  class Earliest {

    @Test
    void namesNoOffsetSinceTheOldestRecordMayBeGoneByTheFirstRead() {
      assertThat(StartingOffsets.earliest().resolve(brokers)).isSameAs(TopicOffsets.empty());
      assertThat(StartingOffsets.earliest()).hasToString("earliest");
    }
  }

  @Nested
  class Latest {

    @Test
    void namesTheEndSinceRecordsThatComeLaterAreToBeRead() {
      assertThat(StartingOffsets.latest().resolve(brokers)).isEqualTo(END);
      assertThat(StartingOffsets.latest()).hasToString("latest");
    }
  }

  @Nested
  class At {

    @Test
    void isExactlyThat() {
      TopicOffsets offsets = TopicOffsets.empty().with("orders", 0, 7).with("orders", 1, 0);

      assertThat(StartingOffsets.at(offsets).resolve(brokers)).isSameAs(offsets);
      assertThat(StartingOffsets.at(offsets)).hasToString("at {\"orders\":{\"0\":7,\"1\":0}}");
    }

    @Test
    void mustNameEachPartition() {
      StartingOffsets start = StartingOffsets.at(TopicOffsets.empty().with("orders", 0, 7));

      assertThatThrownBy(() -> start.resolve(brokers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid starting offsets: no offset for [orders-1] (expected one for each "
                  + "partition that the source selects; add them, or select only the partitions "
                  + "that have one)");
    }

    @Test
    void isNotNull() {
      assertThatThrownBy(() -> StartingOffsets.at(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("offsets");
    }
  }

  @Nested
  class RequireReadable {

    @ParameterizedTest
    @ValueSource(longs = {5, 7, 10})
    void takesWhatTheBrokersHave(long offset) {
      TopicOffsets offsets = TopicOffsets.empty().with("orders", 0, offset);

      assertThatCode(() -> brokers.requireReadable(offsets)).doesNotThrowAnyException();
    }

    @Test
    void takesNothing() {
      assertThatCode(() -> brokers.requireReadable(TopicOffsets.empty()))
          .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 11, Long.MAX_VALUE})
    void refusesRecordsThatAreGoneOrWereNeverThere(long offset) {
      TopicOffsets offsets = TopicOffsets.empty().with("orders", 0, offset);

      assertThatThrownBy(() -> brokers.requireReadable(offsets))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid starting offset: %d for orders-0 (expected 5 to 10, which is what the "
                  + "brokers have; records outside are gone or were never there)",
              offset);
    }

    @Test
    void refusesPartitionsThatAreNotThere() {
      TopicOffsets offsets =
          TopicOffsets.empty().with("orders", 0, 7).with("orders", 2, 0).with("payments", 0, 0);

      assertThatThrownBy(() -> brokers.requireReadable(offsets))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid starting offsets: [orders-2, payments-0] (expected only partitions that "
                  + "exist and are selected: [orders-0, orders-1])");
    }

    @Test
    void refusesNull() {
      assertThatThrownBy(() -> brokers.requireReadable(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("offsets");
    }
  }
}
