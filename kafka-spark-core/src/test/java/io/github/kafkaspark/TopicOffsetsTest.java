package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicOffsetsTest {

  private static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);
  private static final TopicPartition ORDERS_1 = new TopicPartition("orders", 1);

  private final TopicOffsets orders = TopicOffsets.empty().withOffset("orders", 0, 17);

  @Nested
  class With {

    @Test
    void addsAPartitionToACopy() {
      TopicOffsets more = orders.withOffset("orders", 1, 4);

      assertThat(more.asMap()).containsExactly(entry(ORDERS_0, 17L), entry(ORDERS_1, 4L));
      assertThat(orders.partitions()).containsExactly(ORDERS_0);
    }

    @Test
    void replacesAnOffset() {
      assertThat(orders.withOffset("orders", 0, 3).asMap()).containsExactly(entry(ORDERS_0, 3L));
    }

    @Test
    void takesTheSmallestAndTheGreatestOffset() {
      TopicOffsets ends = orders.withOffset("orders", 0, 0).withOffset("orders", 1, Long.MAX_VALUE);

      assertThat(ends.get(ORDERS_0)).hasValue(0);
      assertThat(ends.get(ORDERS_1)).hasValue(Long.MAX_VALUE);
      assertThat(TopicOffsets.fromJson(ends.toJson())).isEqualTo(ends);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -2, Long.MIN_VALUE})
    void refusesANegativeOffset(long offset) {
      assertThatThrownBy(() -> orders.withOffset("orders", 0, offset))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid offset: '%s' for orders-0 (expected the next offset to read, 0 or more; "
                  + "the words for the ends are StartingOffsets.earliest() and latest())",
              offset);
    }

    @Test
    void refusesANegativePartition() {
      assertThatThrownBy(() -> orders.withOffset("orders", -1, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid partition: 'orders--1' (expected a partition number of 0 or more)");
    }

    @Test
    void refusesNull() {
      assertThatThrownBy(() -> orders.withOffset(null, 0, 0))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("topic");
    }
  }

  @Nested
  class Of {

    @Test
    void copiesTheMap() {
      Map<TopicPartition, Long> map = new HashMap<>();
      map.put(ORDERS_0, 17L);
      TopicOffsets copied = TopicOffsets.of(map);

      map.put(ORDERS_1, 4L);

      assertThat(copied).isEqualTo(orders);
    }

    @Test
    void takesAnEmptyMap() {
      assertThat(TopicOffsets.of(Collections.emptyMap())).isSameAs(TopicOffsets.empty());
    }

    @Test
    void refusesNull() {
      assertThatThrownBy(() -> TopicOffsets.of(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("offsets");
      assertThatThrownBy(() -> TopicOffsets.of(Collections.singletonMap(null, 1L)))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("partition");
      assertThatThrownBy(() -> TopicOffsets.of(Collections.singletonMap(ORDERS_0, null)))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("offset");
    }

    @Test
    void refusesANegativeOffset() {
      assertThatThrownBy(() -> TopicOffsets.of(Collections.singletonMap(ORDERS_0, -2L)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Invalid offset: '-2' for orders-0 (expected ");
    }
  }

  @Nested
  class Merge {

    @Test
    void takesTheNewerOffsetAndKeepsTheOthers() {
      TopicOffsets older = orders.withOffset("orders", 1, 4);
      TopicOffsets newer =
          TopicOffsets.empty().withOffset("orders", 1, 2).withOffset("payments", 0, 1);

      assertThat(older.merge(newer))
          .hasToString("{\"orders\":{\"0\":17,\"1\":2},\"payments\":{\"0\":1}}");
      assertThat(older).hasToString("{\"orders\":{\"0\":17,\"1\":4}}");
    }

    @Test
    void isTheSameWithNothingNewer() {
      assertThat(orders.merge(TopicOffsets.empty())).isSameAs(orders);
      assertThat(TopicOffsets.empty().merge(orders)).isEqualTo(orders);
    }

    @Test
    void refusesNull() {
      assertThatThrownBy(() -> orders.merge(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("newer");
    }
  }

  @Nested
  class Filter {

    @Test
    void keepsThePartitionsThatPass() {
      TopicOffsets both = orders.withOffset("payments", 3, 1);

      assertThat(both.filter(partition -> partition.topic().equals("orders"))).isEqualTo(orders);
      assertThat(both.partitions()).hasSize(2);
    }

    @Test
    void mayLeaveNothing() {
      assertThat(orders.filter(partition -> false)).isSameAs(TopicOffsets.empty());
    }

    @Test
    void refusesNull() {
      assertThatThrownBy(() -> orders.filter(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("partition");
    }
  }

  @Nested
  class Value {

    @Test
    void hasNoOffsetOfAnUnknownPartition() {
      assertThat(orders.get(ORDERS_0)).hasValue(17);
      assertThat(orders.get(ORDERS_1)).isEqualTo(OptionalLong.empty());
      assertThatThrownBy(() -> orders.get(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("partition");
    }

    @Test
    void isEqualWhateverTheOrderOfTheSteps() {
      TopicOffsets forth = TopicOffsets.empty().withOffset("a", 0, 1).withOffset("b", 0, 2);
      TopicOffsets back = TopicOffsets.empty().withOffset("b", 0, 2).withOffset("a", 0, 1);

      assertThat(forth).isEqualTo(back).hasSameHashCodeAs(back).hasToString(back.toString());
      assertThat(forth).isNotEqualTo(orders).isNotEqualTo(forth.toJson());
    }

    @Test
    void knowsWhetherItIsEmpty() {
      assertThat(TopicOffsets.empty().isEmpty()).isTrue();
      assertThat(orders.isEmpty()).isFalse();
    }

    @Test
    void ordersByTopicAndByPartitionNumber() {
      TopicOffsets offsets =
          TopicOffsets.empty()
              .withOffset("b", 0, 1)
              .withOffset("a", 10, 1)
              .withOffset("a", 9, 1)
              .withOffset("B", 0, 1);

      assertThat(offsets.partitions())
          .extracting(TopicPartition::toString)
          .containsExactly("B-0", "a-9", "a-10", "b-0");
    }

    @Test
    void cannotBeModified() {
      assertThatThrownBy(() -> orders.asMap().put(ORDERS_1, 4L))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(null);
      assertThatThrownBy(() -> orders.partitions().clear())
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(null);
      assertThatThrownBy(() -> TopicOffsets.empty().asMap().put(ORDERS_1, 4L))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(null);
    }
  }
}
