package io.github.kafkaspark.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** Calls of Kafka's clients that not every version of them has. */
public final class ClientCalls {

  private ClientCalls() {}

  /** A public method; null if this version has none. */
  public static Method method(Class<?> type, String name, Class<?>... parameters) {
    try {
      return type.getMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  /** Calls the method, and throws what it throws. */
  public static Object invoke(Method method, Object target, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException) {
        throw (RuntimeException) e.getCause();
      }
      throw new KafkaException(method + ": " + e.getCause(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new KafkaException(method + ": " + e, e);
    }
  }

  /** What a method without parameters gives. */
  public static Object get(Object target, String name) {
    return invoke(method(target.getClass(), name), target);
  }

  /** Waits for an answer of the brokers, and throws why there is none. */
  public static <T> T answer(KafkaFuture<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException ? (KafkaException) e.getCause() : e;
    }
  }
}
