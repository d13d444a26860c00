package io.github.kafkaspark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * What the Kafka clients of this JVM were configured with and how many requests they have sent in
 * the last half minute, by the value of {@link #TEST}: set it and {@code metric.reporters} on a
 * cluster.
 */
public final class Metrics implements MetricsReporter {

  static final String TEST = "kafkaspark.test";

  private static final Map<String, List<Metrics>> ALL = new ConcurrentHashMap<>();

  /** Clients 1.1 have bytes in {@code request-total}: what they sent by the size of a request. */
  private volatile KafkaMetric bytes;

  private volatile KafkaMetric bytesOfARequest;
  private Map<String, ?> config;

  /** Made by Kafka. */
  public Metrics() {}

  /** The cluster, with clients that are counted for this test. */
  public static KafkaCluster on(KafkaCluster cluster, String test) {
    return cluster.option("metric.reporters", Metrics.class.getName()).option(TEST, test);
  }

  /** The settings of each client, in the order in which they were made. */
  static List<Map<String, ?>> configs(String test) {
    List<Map<String, ?>> configs = new ArrayList<>();
    of(test).forEach(client -> configs.add(client.config));
    return configs;
  }

  /** How many requests all clients whose id begins so have sent. */
  public static long requests(String test, String clientId) {
    long total = 0;
    for (Metrics client : of(test)) {
      if (String.valueOf(client.config.get("client.id")).startsWith(clientId)) {
        double bytes = ((Number) client.bytes.metricValue()).doubleValue();
        total += Math.round(bytes / ((Number) client.bytesOfARequest.metricValue()).doubleValue());
      }
    }
    return total;
  }

  private static List<Metrics> of(String test) {
    List<Metrics> clients = ALL.getOrDefault(test, Collections.emptyList());
    synchronized (clients) {
      return new ArrayList<>(clients);
    }
  }

  @Override
  public void configure(Map<String, ?> configs) {
    config = configs;
    ALL.computeIfAbsent(
            String.valueOf(configs.get(TEST)),
            unused -> Collections.synchronizedList(new ArrayList<>()))
        .add(this);
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    if (metric.metricName().group().equals("consumer-metrics")) {
      switch (metric.metricName().name()) {
        case "outgoing-byte-total":
          bytes = metric;
          break;
        case "request-size-avg":
          bytesOfARequest = metric;
          break;
        default:
      }
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {}

  @Override
  public void close() {}
}
