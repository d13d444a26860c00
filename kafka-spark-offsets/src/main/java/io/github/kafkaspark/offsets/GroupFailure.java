package io.github.kafkaspark.offsets;

import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/** What an error of Kafka's clients means, and what can be done. */
final class GroupFailure {

  private GroupFailure() {}

  /** Whether a newer producer has the group. */
  static boolean isFenced(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String name = cause.getClass().getSimpleName();
      // The second is new in 2.7.
      if (name.equals("ProducerFencedException") || name.equals("InvalidProducerEpochException")) {
        return true;
      }
    }
    return false;
  }

  /** Why it failed, and the way out. */
  static String explain(Throwable failure, String group) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthorizationException) {
        return String.format(
            "%s; grant this user Write and Describe on the transactional id '%s', Read on the "
                + "group '%s' and on its topics, and IdempotentWrite on clusters before 2.8",
            reason(failure), group, group);
      }
      if (cause instanceof TimeoutException) {
        return reason(failure)
            + "; see that the brokers, and the coordinators of transactions and of groups, can be "
            + "reached, or give them longer with KafkaCluster.timeout";
      }
    }
    return reason(failure) + "; see the cause";
  }

  private static String reason(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
