package io.github.kafkaspark.internal;

import java.util.Comparator;
import org.apache.kafka.common.TopicPartition;

/** What Kafka's class of partitions lacks. */
public final class Partitions {

  /** By topic, then by number: how partitions stand wherever one comes before another. */
  public static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  private Partitions() {}
}
