package io.github.kafkaspark;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/** Calls of Kafka's consumer that not every version of it has. */
final class ClientCalls {

  private ClientCalls() {}

  /** A public method; null if this version has none. */
  static Method method(String name, Class<?>... parameters) {
    try {
      return KafkaConsumer.class.getMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  static Object invoke(Method method, KafkaConsumer<?, ?> consumer, Object argument) {
    try {
      return method.invoke(consumer, argument);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException) {
        throw (RuntimeException) e.getCause();
      }
      throw new KafkaException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new KafkaException(e);
    }
  }
}
