package io.github.kafkaspark.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.utils.AppInfoParser;

/** How many fetches the Kafka consumers of this JVM have sent, those of Spark's driver included. */
final class Fetches {

  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

  private final Map<ObjectName, Double> before;
  private final long start = System.nanoTime();

  private Fetches() {
    this.before = totals();
  }

  static Fetches count() {
    return new Fetches();
  }

  /** Since the count began, of the consumers that are there now; NaN if these clients miscount. */
  double aSecond() {
    if (AppInfoParser.getVersion().matches("(1|2\\.[0-3])\\..*")) {
      return Double.NaN; // They add up how long the fetches took.
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double sum = 0;
    for (Map.Entry<ObjectName, Double> now : totals().entrySet()) {
      sum += now.getValue() - before.getOrDefault(now.getKey(), 0.0);
    }
    return sum / seconds;
  }

  private static Map<ObjectName, Double> totals() {
    Map<ObjectName, Double> totals = new HashMap<>();
    try {
      ObjectName consumers =
          new ObjectName("kafka.consumer:type=consumer-fetch-manager-metrics,client-id=*");
      for (ObjectName consumer : BEANS.queryNames(consumers, null)) {
        totals.put(consumer, total(consumer));
      }
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
    return totals;
  }

  private static double total(ObjectName consumer) throws JMException {
    try {
      return (Double) BEANS.getAttribute(consumer, "fetch-total");
    } catch (InstanceNotFoundException e) {
      return 0; // Closed just now.
    }
  }
}
