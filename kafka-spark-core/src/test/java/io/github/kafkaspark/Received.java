package io.github.kafkaspark;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * How much the brokers have sent to the clients of this JVM, consumers and administrators alike, by
 * a word that both are configured with.
 */
public final class Received implements MetricsReporter {

  /** A setting of every client that changes nothing here, and takes any number. */
  private static final String TEST = "metadata.max.age.ms";

  private static final int HOUR = 3_600_000;

  private static final Map<String, List<KafkaMetric>> ALL = new ConcurrentHashMap<>();

  private String test;

  /** Made by Kafka. */
  public Received() {}

  /** The cluster, with clients that are counted for this test. */
  static KafkaCluster on(KafkaCluster cluster, String test) {
    return cluster.option("metric.reporters", Received.class.getName()).option(TEST, word(test));
  }

  private static String word(String test) {
    return String.valueOf(HOUR + test.hashCode() % HOUR);
  }

  static long bytes(String test) {
    return ALL.get(word(test)).stream()
        .mapToLong(metric -> ((Number) metric.metricValue()).longValue())
        .sum();
  }

  @Override
  public void configure(Map<String, ?> configs) {
    test = String.valueOf(configs.get(TEST));
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    if (metric.metricName().name().equals("incoming-byte-total")
        && !metric.metricName().group().contains("-node-")) {
      ALL.computeIfAbsent(test, unused -> new CopyOnWriteArrayList<>()).add(metric);
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {}

  @Override
  public void close() {}
}
