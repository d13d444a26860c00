package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** Reads the Kafka offsets out of a query's progress. */
final class KafkaProgress {

  private KafkaProgress() {}

  /** Where the batch ended: everything before has reached the sink. */
  static TopicOffsets ends(StreamingQueryProgress progress) {
    return lowest(progress, SourceProgress::endOffset);
  }

  /** Where the batch began; empty in the first batch of a query without a checkpoint. */
  static TopicOffsets starts(StreamingQueryProgress progress) {
    return lowest(progress, SourceProgress::startOffset);
  }

  /** Whether the query reads Kafka, on every Spark version and in every read mode. */
  static boolean readsKafka(StreamingQueryProgress progress) {
    for (SourceProgress source : progress.sources()) {
      if (isKafka(source)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKafka(SourceProgress source) {
    return source.description() != null && source.description().startsWith("Kafka");
  }

  /** Two sources may read one partition; only what both have read is behind the query. */
  private static TopicOffsets lowest(
      StreamingQueryProgress progress, Function<SourceProgress, String> json) {
    Map<TopicPartition, Long> lowest = new HashMap<>();
    for (SourceProgress source : progress.sources()) {
      String text = isKafka(source) ? json.apply(source) : null;
      if (text != null) {
        TopicOffsets.fromJson(text)
            .asMap()
            .forEach((partition, offset) -> lowest.merge(partition, offset, Math::min));
      }
    }
    return TopicOffsets.of(lowest);
  }
}
