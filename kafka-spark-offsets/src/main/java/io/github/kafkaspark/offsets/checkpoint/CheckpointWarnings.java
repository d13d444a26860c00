package io.github.kafkaspark.offsets.checkpoint;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.DataLoss;
import io.github.kafkaspark.internal.Partitions;
import io.github.kafkaspark.internal.SparkReleases;
import io.github.kafkaspark.offsets.checkpoint.CheckpointWarning.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Finds what to know of a checkpoint before a query goes on with it, or without it. */
final class CheckpointWarnings {

  /** As many as a person reads. */
  private static final int MOST_NAMED = 20;

  private static final String FAILS =
      ", so Spark fails, unless onDataLoss accepts that; to go on without it, start with a new "
          + "checkpoint";

  private final CheckpointLook look;

  CheckpointWarnings(CheckpointLook look) {
    this.look = look;
  }

  /** For a query that begins anew where the checkpoint stands. */
  List<CheckpointWarning> ifLeft() {
    List<CheckpointWarning> found = new ArrayList<>();
    if (look.keepsState) {
      found.add(
          new CheckpointWarning(
              Kind.STATE,
              Collections.emptySet(),
              "the query keeps state, such as windows, aggregates or duplicates, which a new "
                  + "checkpoint does not have; begin at offsets from which it can be computed anew, "
                  + "or go on with this checkpoint"));
    }
    boolean isUnfinished = look.state == CheckpointState.UNFINISHED_BATCH;
    if (isUnfinished || look.batch.isPresent()) {
      found.add(
          new CheckpointWarning(
              Kind.BATCH_NUMBERS,
              Collections.emptySet(),
              String.format(
                  "batches have run under it up to number %d, and under a new checkpoint they count "
                      + "from 0 again: a sink that goes by these numbers, as Spark's files do, skips "
                      + "those that it has seen; give such a sink a new output folder",
                  look.batch.orElse(-1) + (isUnfinished ? 1 : 0))));
    }
    return Collections.unmodifiableList(found);
  }

  /** For a query that goes on with the checkpoint. */
  List<CheckpointWarning> ifKept(BrokerOffsets brokers, String release) {
    if (look.state == CheckpointState.NEW) {
      return Collections.emptyList();
    }
    List<CheckpointWarning> found = new ArrayList<>();
    if (look.state == CheckpointState.UNFINISHED_BATCH
        && SparkReleases.failOnUnfinishedBatches(release)) {
      found.add(
          new CheckpointWarning(
              Kind.UNFINISHED_BATCH,
              Collections.emptySet(),
              String.format(
                  "its newest batch is not done, and Spark %s fails when it runs that again "
                      + "(SPARK-55271); run Spark 4.2 or newer, or start with a new checkpoint",
                  release)));
    }
    if (brokers.onDataLoss() == DataLoss.SKIP) {
      return Collections.unmodifiableList(found);
    }
    look.damage.ifPresent(
        damage ->
            found.add(
                new CheckpointWarning(
                    Kind.DAMAGED,
                    Collections.emptySet(),
                    damage
                        + ", so Spark fails with it, or runs a batch again and fails then; to go on at "
                        + "the place that can be read, start with a new checkpoint")));
    add(
        found,
        Kind.ADDED_PARTITION,
        brokers.partitions(),
        partition -> !knows(partition) && first(brokers, partition) > 0,
        partition -> partition + " begins at " + first(brokers, partition),
        "partitions were added since it was written and do not begin at 0");
    add(
        found,
        Kind.GONE_PARTITION,
        look.offsets.partitions(),
        partition -> brokers.selects(partition) && !brokers.partitions().contains(partition),
        TopicPartition::toString,
        "partitions that it has are gone");
    add(
        found,
        Kind.AGED_OUT,
        brokers.partitions(),
        partition -> knows(partition) && place(partition) < first(brokers, partition),
        partition ->
            partition + " goes on at " + place(partition) + ", first " + first(brokers, partition),
        "records are gone that have not been read under it");
    add(
        found,
        Kind.BEYOND_END,
        brokers.partitions(),
        partition -> knows(partition) && place(partition) > end(brokers, partition),
        partition ->
            partition + " goes on at " + place(partition) + ", end " + end(brokers, partition),
        "partitions end before the place where it goes on");
    return Collections.unmodifiableList(found);
  }

  private static void add(
      List<CheckpointWarning> found,
      Kind kind,
      Iterable<TopicPartition> all,
      Predicate<TopicPartition> isConcerned,
      Function<TopicPartition, String> words,
      String what) {
    Set<TopicPartition> concerned = new TreeSet<>(Partitions.ORDER);
    for (TopicPartition partition : all) {
      if (isConcerned.test(partition)) {
        boolean unused = concerned.add(partition);
      }
    }
    int more = concerned.size() - MOST_NAMED;
    if (!concerned.isEmpty()) {
      found.add(
          new CheckpointWarning(
              kind,
              concerned,
              what
                  + concerned.stream()
                      .limit(MOST_NAMED)
                      .map(words)
                      .collect(
                          Collectors.joining(
                              "; ", " (", more > 0 ? " and " + more + " more)" : ")"))
                  + FAILS));
    }
  }

  private boolean knows(TopicPartition partition) {
    return look.offsets.get(partition).isPresent();
  }

  private long place(TopicPartition partition) {
    return look.offsets.get(partition).orElse(0);
  }

  private static long first(BrokerOffsets brokers, TopicPartition partition) {
    return brokers.beginning().get(partition).orElse(0);
  }

  private static long end(BrokerOffsets brokers, TopicPartition partition) {
    return brokers.end().get(partition).orElse(Long.MAX_VALUE);
  }
}
