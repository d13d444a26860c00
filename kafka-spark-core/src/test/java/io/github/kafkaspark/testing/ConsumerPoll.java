package io.github.kafkaspark.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Polls with the method that the Kafka client at hand has: until 2.0 there is only {@code
 * poll(long)}, from 4.0 on only {@code poll(Duration)}.
 */
final class ConsumerPoll {

  private static final Duration TIMEOUT = Duration.ofMillis(100);
  private static final Method NEW = newMethod();

  private ConsumerPoll() {}

  @SuppressWarnings("unchecked")
  static <K, V> ConsumerRecords<K, V> poll(KafkaConsumer<K, V> consumer) {
    if (NEW == null) {
      return consumer.poll(TIMEOUT.toMillis());
    }
    try {
      return (ConsumerRecords<K, V>) NEW.invoke(consumer, TIMEOUT);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("Cannot poll: " + e.getCause().getMessage(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Method newMethod() {
    try {
      return KafkaConsumer.class.getMethod("poll", Duration.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
