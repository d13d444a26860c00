package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** The lag of one stream. It asks the brokers only when somebody looks, and not too often. */
final class StreamLag {

  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

  private final Map<String, KafkaCluster> clusters = new ConcurrentHashMap<>();
  private Map<String, Long> newest;
  private IllegalStateException failure;
  private long askedAt;

  /** Remembers where the topics of a source are. */
  void reads(BrokerOffsets brokers) {
    brokers
        .cluster()
        .ifPresent(cluster -> brokers.partitions().forEach(p -> clusters.put(p.topic(), cluster)));
  }

  /**
   * By partition.
   *
   * @param reported the ends that the query has seen last, for use if no source has said which
   *     brokers to ask
   * @throws IllegalStateException if the brokers do not answer, or have not just before
   */
  synchronized Map<String, Long> of(TopicOffsets committed, Supplier<TopicOffsets> reported) {
    if (clusters.isEmpty()) {
      return between(committed, reported.get());
    }
    if (askedAt == 0 || System.nanoTime() - askedAt > FRESH_NANOS) {
      try {
        newest = ask(committed);
        failure = null;
      } catch (IllegalStateException e) {
        failure = e;
      }
      askedAt = System.nanoTime();
    }
    if (failure != null) {
      throw failure;
    }
    return newest;
  }

  private static Map<String, Long> between(TopicOffsets committed, TopicOffsets ends) {
    Map<String, Long> lag = new TreeMap<>();
    committed
        .asMap()
        .forEach(
            (partition, next) ->
                ends.get(partition)
                    .ifPresent(end -> lag.put(partition.toString(), Math.max(0, end - next))));
    return Collections.unmodifiableMap(lag);
  }

  private Map<String, Long> ask(TopicOffsets committed) {
    Map<String, Long> lag = new TreeMap<>();
    Set<KafkaCluster> asked = new HashSet<>(clusters.values());
    for (KafkaCluster cluster : asked) {
      ConsumerLag.of(cluster, committed.filter(p -> isAt(cluster, p)))
          .partitions()
          .forEach((partition, each) -> lag.put(partition.toString(), each.lag()));
    }
    return Collections.unmodifiableMap(lag);
  }

  /** A topic that a pattern has met later is where the others are. */
  private boolean isAt(KafkaCluster cluster, TopicPartition partition) {
    return clusters.getOrDefault(partition.topic(), cluster).equals(cluster);
  }
}
