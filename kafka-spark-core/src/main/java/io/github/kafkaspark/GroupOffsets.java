package io.github.kafkaspark;

import io.github.kafkaspark.internal.CommittedOffsets;
import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.OwnClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a group has committed, in one request, with a consumer for this question alone. */
final class GroupOffsets {

  private GroupOffsets() {}

  /**
   * The committed offset of each partition that has one.
   *
   * @param lookup the settings of a consumer without a group
   * @throws KafkaException if the brokers do not answer within the limit, or refuse
   */
  static TopicOffsets committed(
      Map<String, Object> lookup, String group, Set<TopicPartition> partitions, Duration limit) {
    Map<String, Object> config = new HashMap<>(lookup);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    try (KafkaConsumer<byte[], byte[]> consumer =
        OwnClients.consumer(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      // Clients before 2.0 know no limit here.
      ScheduledExecutorService alarm = Daemons.scheduled("lookup-limit");
      try {
        Object unused = alarm.schedule(consumer::wakeup, limit.toMillis(), TimeUnit.MILLISECONDS);
        return TopicOffsets.of(CommittedOffsets.offsets(consumer, partitions));
      } catch (WakeupException e) {
        throw new TimeoutException("the brokers have not answered", e);
      } finally {
        alarm.shutdownNow();
      }
    }
  }
}
