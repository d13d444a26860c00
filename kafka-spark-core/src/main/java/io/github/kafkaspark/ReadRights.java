package io.github.kafkaspark;

import io.github.kafkaspark.internal.ClientCalls;
import io.github.kafkaspark.internal.Deadline;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * Finds out whether this user may read topics. On every version of brokers and clients, only
 * reading tells: one fetch from each broker that leads partitions, for all of its partitions at
 * once.
 */
final class ReadRights {

  /** Since clients 2.0; the one that takes milliseconds is gone in 4.0. */
  private static final Method POLL =
      ClientCalls.method(KafkaConsumer.class, "poll", Duration.class);

  private static final Duration MOMENT = Duration.ofMillis(20);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final FoundTopics topics;
  private final Duration limit;
  private final Set<String> refused = new TreeSet<>();

  /** Asks with a consumer that nobody uses now, within one limit for all of it. */
  ReadRights(KafkaConsumer<byte[], byte[]> consumer, FoundTopics topics, Duration limit) {
    this.consumer = consumer;
    this.topics = topics;
    this.limit = limit;
  }

  /**
   * The topics that may not be read.
   *
   * @param first an offset of each partition
   */
  Set<String> refused(TopicOffsets first) {
    Deadline deadline = Deadline.in(limit);
    Map<Integer, Set<TopicPartition>> byLeader = new HashMap<>();
    for (TopicPartition partition : first.partitions()) {
      byLeader.computeIfAbsent(topics.leader(partition), unused -> new HashSet<>()).add(partition);
    }
    for (Set<TopicPartition> partitions : byLeader.values()) {
      do {
        partitions.removeIf(partition -> refused.contains(partition.topic()));
        consumer.assign(partitions);
        partitions.forEach(p -> consumer.seek(p, first.get(p).orElse(0)));
      } while (!partitions.isEmpty() && !mayBeRead(deadline));
    }
    return refused;
  }

  /** True if this user may read all that is assigned; else one refused topic more is known. */
  private boolean mayBeRead(Deadline deadline) {
    double before = answers();
    try {
      while (answers() <= before) {
        if (deadline.isOver()) {
          throw new TimeoutException("the brokers have not answered");
        }
        poll();
      }
      // If a refusal comes with records, the next poll throws it.
      poll();
      poll();
      return true;
    } catch (TopicAuthorizationException e) {
      if (!refused.addAll(e.unauthorizedTopics())) {
        throw e;
      }
      return false;
    }
  }

  /** How many fetches have been answered. */
  private double answers() {
    return consumer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("fetch-total"))
        .map(Metric::metricValue)
        .mapToDouble(value -> ((Number) value).doubleValue())
        .sum();
  }

  private void poll() {
    Object unused =
        POLL == null
            ? consumer.poll(MOMENT.toMillis())
            : ClientCalls.invoke(POLL, consumer, MOMENT);
  }
}
