package io.github.kafkaspark;

import static io.github.kafkaspark.OffsetRange.Position.AFTER_GAP;
import static io.github.kafkaspark.OffsetRange.Position.DONE;
import static io.github.kafkaspark.OffsetRange.Position.NEXT;
import static io.github.kafkaspark.OffsetRange.Position.PARTLY_DONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.OffsetRange.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a range lies against what is committed. */
class OffsetRangeTest {

  private static TopicOffsets offsets(Object... ofEachPartition) {
    TopicOffsets offsets = TopicOffsets.empty();
    for (int i = 0; i < ofEachPartition.length; i++) {
      if (ofEachPartition[i] != null) {
        offsets = offsets.withOffset("orders", i, ((Number) ofEachPartition[i]).longValue());
      }
    }
    return offsets;
  }

  private static OffsetRange range(TopicOffsets start, TopicOffsets end) {
    return new OffsetRange() {
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
    };
  }

  /** One partition; beside it, one whose batch is the next, or is done. */
  @ParameterizedTest
  @CsvSource({
    // start, end, committed; alone, beside a next one, beside one that is done
    "10, 20, 10, NEXT, NEXT, PARTLY_DONE",
    "10, 20, 20, DONE, PARTLY_DONE, DONE",
    "10, 20, 25, DONE, PARTLY_DONE, DONE",
    "10, 20, 15, PARTLY_DONE, PARTLY_DONE, PARTLY_DONE",
    "10, 20, 9, AFTER_GAP, AFTER_GAP, AFTER_GAP",
    "10, 20, , NEXT, NEXT, PARTLY_DONE",
    // without a record
    "10, 10, 10, NEXT, NEXT, DONE",
    "10, 10, 12, DONE, PARTLY_DONE, DONE",
    "10, 10, 9, AFTER_GAP, AFTER_GAP, AFTER_GAP",
    "10, 10, , NEXT, NEXT, DONE",
    // begins nobody says where
    ", 20, , NEXT, NEXT, PARTLY_DONE",
    ", 20, 0, NEXT, NEXT, PARTLY_DONE",
    ", 20, 7, PARTLY_DONE, PARTLY_DONE, PARTLY_DONE",
    ", 20, 20, DONE, PARTLY_DONE, DONE",
    ", 0, 0, NEXT, NEXT, DONE",
    // steps back, as Spark does in a topic that was created anew
    "10, 5, 10, NEXT, NEXT, PARTLY_DONE",
    "10, 5, 5, DONE, PARTLY_DONE, DONE",
    "10, 5, 7, PARTLY_DONE, PARTLY_DONE, PARTLY_DONE",
    "10, 5, 12, PARTLY_DONE, PARTLY_DONE, PARTLY_DONE",
    "10, 5, 3, AFTER_GAP, AFTER_GAP, AFTER_GAP",
  })
  void comparesEachPartition(
      Long start,
      long end,
      Long committed,
      Position alone,
      Position besideNext,
      Position besideDone) {
    assertThat(range(offsets(start), offsets(end)).against(offsets(committed))).isEqualTo(alone);
    OffsetRange two = range(offsets(start, 0), offsets(end, 4));
    assertThat(two.against(offsets(committed, 0))).isEqualTo(besideNext);
    assertThat(two.against(offsets(committed, 4))).isEqualTo(besideDone);
  }

  @Test
  void aPartitionThatItIsNotOfSaysNothing() {
    OffsetRange batch = range(offsets(10, 7), offsets(20, null));
    assertThat(batch.against(offsets(10, 3))).isEqualTo(NEXT);
    assertThat(batch.against(offsets(20, 3))).isEqualTo(DONE);
    assertThat(range(offsets(), offsets()).against(offsets(10))).isEqualTo(NEXT);
    assertThat(batch.against(TopicOffsets.empty())).isEqualTo(NEXT);
  }

  @Test
  void saysWhetherItIsDoneOrRefuses() {
    OffsetRange batch = range(offsets(10, null), offsets(20, 3));
    assertThat(batch.isDone(offsets(10))).isFalse();
    assertThat(batch.isDone(offsets(20, 3))).isTrue();
    assertThat(batch.against(offsets(9))).isEqualTo(AFTER_GAP);
    assertThatThrownBy(() -> batch.isDone(offsets(9)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot write the batch: it begins behind what is committed, so records in between would "
                + "never be written (orders-0 is of 10 to 20, committed 9); start the query with a "
                + "new checkpoint, and its source where the commits end");
    assertThat(batch.against(offsets(10, 2))).isEqualTo(PARTLY_DONE);
    assertThatThrownBy(() -> batch.isDone(offsets(10, 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot write the batch: part of it is committed and part is not, so records would be "
                + "written twice (orders-1 is of its first record to 3, committed 2); start the "
                + "query with a new checkpoint, and its source where the commits end");
    assertThatThrownBy(() -> batch.isDone(offsets(20)))
        .hasMessageContaining("(orders-0 is of 10 to 20, committed 20)");
    assertThatThrownBy(() -> batch.isDone(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("committed");
  }

  @Test
  void namesSoManyPartitionsAsAPersonReads() {
    Object[] tens = new Object[25];
    Object[] nines = new Object[25];
    Arrays.fill(tens, 10);
    Arrays.fill(nines, 9);
    assertThatThrownBy(() -> range(offsets(tens), offsets(tens)).isDone(offsets(nines)))
        .hasMessageContaining("orders-19 is of 10 to 10, committed 9 and 5 more)")
        .message()
        .doesNotContain("orders-20");
  }

  /** Batches run again, in other cuts after a new checkpoint: what is written is written once. */
  @Test
  void whoAsksFirstWritesEachRecordOnce() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int run = 0; run < 500; run++) {
      int[][] written = new int[3][60];
      TopicOffsets committed = TopicOffsets.empty();
      TopicOffsets place = offsets(0, 0, 0);
      List<OffsetRange> log = new ArrayList<>();
      boolean crashed = false;
      for (int i = 0; i < 20; i++) {
        int dice = random.nextInt(crashed ? 2 : 5);
        crashed = false;
        if (dice == 0 && !log.isEmpty()) {
          OffsetRange again = log.get(log.size() - 1); // The checkpoint is kept.
          committed = write(again, committed, written);
          place = again.end();
        } else if (dice <= 1) {
          place = offsets(0, 0, 0).merge(committed); // It is lost.
          log.clear();
        } else {
          TopicOffsets end = place;
          for (int partition = 0; partition < 3; partition++) {
            long from = place.get(new TopicPartition("orders", partition)).orElse(0);
            end = end.withOffset("orders", partition, Math.min(60, from + random.nextInt(5)));
          }
          OffsetRange next = range(place, end);
          log.add(next);
          crashed = dice == 2;
          if (!crashed) {
            committed = write(next, committed, written);
            place = end;
          }
        }
      }
      for (int partition = 0; partition < 3; partition++) {
        long end = committed.get(new TopicPartition("orders", partition)).orElse(0);
        for (int offset = 0; offset < 60; offset++) {
          assertThat(written[partition][offset])
              .as("seed %d, run %d, orders-%d@%d", seed, run, partition, offset)
              .isEqualTo(offset < end ? 1 : 0);
        }
      }
    }
  }

  private static TopicOffsets write(OffsetRange batch, TopicOffsets committed, int[][] written) {
    if (batch.isDone(committed)) {
      return committed;
    }
    batch
        .end()
        .asMap()
        .forEach(
            (partition, end) -> {
              for (long i = batch.start().get(partition).orElse(0); i < end; i++) {
                written[partition.partition()][(int) i]++;
              }
            });
    return committed.merge(batch.end());
  }
}
