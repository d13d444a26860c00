package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.benchmarks.Benchmark.Trial;
import io.github.kafkaspark.offsets.OffsetListener;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** What {@link TrackerBenchmark} lets take the progress of a query, in place of Spark's thread. */
final class ListenerTrials {

  /** Takes an event in microseconds, without those of making it. */
  static Trial event(
      StreamingQueryListener listener, StreamingQueryProgress real, String name, int partitions) {
    ProgressEvents events = new ProgressEvents(real, name, partitions);
    Trial millis = Benchmark.timed(events::next, listener::onQueryProgress);
    return () -> millis.cost() * 1_000;
  }

  /** The tracker's listener, behind the public one that Spark makes from its configuration. */
  static StreamingQueryListener tracker(String store) {
    return new OffsetListener(new SparkConf(false).set(OffsetListener.STORE, store));
  }

  private ListenerTrials() {}

  /** Does nothing. */
  static class Empty extends StreamingQueryListener {
    @Override
    public void onQueryStarted(QueryStartedEvent event) {}

    @Override
    public void onQueryProgress(QueryProgressEvent event) {}

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {}
  }

  /** Commits on Spark's thread, by a consumer of its own for each event, as is often done. */
  static final class ConsumerPerEvent extends Empty {

    private final KafkaCluster cluster;

    ConsumerPerEvent(KafkaCluster cluster) {
      this.cluster = cluster;
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
      TopicOffsets ends = TopicOffsets.fromJson(event.progress().sources()[0].endOffset());
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      ends.asMap().forEach((partition, end) -> offsets.put(partition, new OffsetAndMetadata(end)));
      try (KafkaConsumer<byte[], byte[]> consumer = StoreTrials.consumer(cluster, "each-anew")) {
        consumer.commitSync(offsets);
      }
    }
  }
}
