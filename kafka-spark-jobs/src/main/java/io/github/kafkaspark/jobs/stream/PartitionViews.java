package io.github.kafkaspark.jobs.stream;

import io.github.kafkaspark.jobs.api.StreamView.PartitionView;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** The partitions of a look, as a page can show them: of many, those that are furthest behind. */
final class PartitionViews {

  static final int MOST = 200;

  private static final Comparator<PartitionView> IN_ORDER =
      Comparator.comparing(PartitionView::topic).thenComparingInt(PartitionView::partition);

  private static final Comparator<PartitionView> FURTHEST_BEHIND =
      Comparator.comparing(
          PartitionView::lag, Comparator.nullsFirst(Comparator.<Long>reverseOrder()));

  private PartitionViews() {}

  static List<PartitionView> of(Look look, Rates rates) {
    return partitions(look).stream()
        .sorted(FURTHEST_BEHIND)
        .limit(MOST)
        .sorted(IN_ORDER)
        .map(view -> withRate(view, rates))
        .toList();
  }

  private static List<PartitionView> partitions(Look look) {
    if (look.lag() != null) {
      return look.lag().partitions();
    }
    return look.commit() == null
        ? List.of()
        : look.commit().offsets().asMap().entrySet().stream()
            .map(
                each ->
                    new PartitionView(
                        each.getKey().topic(),
                        each.getKey().partition(),
                        each.getValue(),
                        null,
                        null,
                        null))
            .toList();
  }

  private static PartitionView withRate(PartitionView view, Rates rates) {
    return new PartitionView(
        view.topic(),
        view.partition(),
        view.offset(),
        view.end(),
        view.lag(),
        rates.of(new TopicPartition(view.topic(), view.partition())));
  }
}
