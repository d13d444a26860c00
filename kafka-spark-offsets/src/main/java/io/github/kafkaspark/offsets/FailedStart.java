package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.StreamingQueryException;

/**
 * Where a query began that has failed, as its exception says: {@code [{"t":{"0":20}}, -]}, an
 * offset for each of its sources, with a dash for one that has none. What is not Kafka's is left
 * out.
 */
final class FailedStart {

  private FailedStart() {}

  /**
   * Whether the exception tells where the query began. One from before Spark has read the
   * checkpoint has no offset at all; in a first batch without a checkpoint it has those where that
   * would end.
   */
  static boolean isKnown(StreamingQueryException failure) {
    return hasOffset(failure.startOffset()) || hasOffset(failure.endOffset());
  }

  private static boolean hasOffset(String offsets) {
    return offsets != null && offsets.indexOf('{') >= 0;
  }

  /** What has failed, without the plan and the offsets that Spark's own text has too. */
  static String text(StreamingQueryException failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = failure.cause(); each != null; each = each.getCause()) {
      text.append(each.getMessage()).append('\n');
    }
    return text.toString();
  }

  /** The lowest offset of each partition; empty if there is none. */
  static TopicOffsets read(String offsets) {
    Map<TopicPartition, Long> lowest = new HashMap<>();
    for (int from = offsets == null ? -1 : offsets.indexOf('{'); from >= 0; ) {
      int to = end(offsets, from);
      kafka(offsets.substring(from, to))
          .asMap()
          .forEach((partition, offset) -> lowest.merge(partition, offset, Math::min));
      from = offsets.indexOf('{', to);
    }
    return TopicOffsets.of(lowest);
  }

  private static TopicOffsets kafka(String json) {
    try {
      return TopicOffsets.fromJson(json);
    } catch (IllegalArgumentException e) {
      return TopicOffsets.empty(); // Of another source: its offsets have another form.
    }
  }

  /** Behind the brace that ends what begins there. A topic's name has neither braces nor quotes. */
  private static int end(String offsets, int from) {
    int depth = 0;
    for (int i = from; i < offsets.length(); i++) {
      depth += offsets.charAt(i) == '{' ? 1 : offsets.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return i + 1;
      }
    }
    return offsets.length();
  }
}
