package io.github.kafkaspark.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** Calls of Kafka's clients that not every version of them has. */
public final class ClientCalls {

  /** Since clients 3.1, and the only one from 4.0 on. */
  private static final Method BY_NAME = method(DescribeTopicsResult.class, "topicNameValues");

  private static final Method VALUES = method(DescribeTopicsResult.class, "values");

  /** Since clients 2.2, and the only one from 4.0 on. */
  private static final Method CLOSE = method(AdminClient.class, "close", Duration.class);

  private static final Method CLOSE_1_1 =
      method(AdminClient.class, "close", long.class, TimeUnit.class);

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

  /**
   * Asks for topics by name, which creates none, but those of Kafka's own that brokers with
   * ZooKeeper create for whoever asks.
   */
  @SuppressWarnings("unchecked")
  public static Map<String, KafkaFuture<TopicDescription>> describe(
      AdminClient admin, Set<String> topics) {
    Method values = BY_NAME == null ? VALUES : BY_NAME;
    return (Map<String, KafkaFuture<TopicDescription>>)
        invoke(values, admin.describeTopics(topics));
  }

  /** Closes the client without waiting for answers, which silent brokers may never give. */
  public static void closeNow(AdminClient admin) {
    Object unused =
        CLOSE == null
            ? invoke(CLOSE_1_1, admin, 0L, TimeUnit.MILLISECONDS)
            : invoke(CLOSE, admin, Duration.ZERO);
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
