package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.internal.ClientTrouble;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** Says what an error of Kafka's clients means, and the way out. */
final class GroupFailure {

  private static final String WITHOUT =
      "or use OffsetStores.kafkaWithoutTransactions, which needs ";

  /** By name, for not all clients have each: the second is new in 2.7, the third in 3.8. */
  private static final Set<String> FENCED =
      new HashSet<>(
          Arrays.asList(
              "ProducerFencedException",
              "InvalidProducerEpochException",
              "TransactionAbortableException"));

  /**
   * Brokers from 3.6 on answer so to offsets whose transaction has ended while they were being
   * committed (KIP-890). Clients have only this text for it.
   */
  private static final String NO_TRANSACTION = "transactional operation in an invalid state";

  /** Clients say so if a 4.0 broker fails to end a transaction that is just being fenced. */
  private static final String NO_END = "Unhandled error in EndTxnResponse";

  private GroupFailure() {}

  /** Whether a newer producer has the group, or has at least ended this one's transaction. */
  static boolean isFenced(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (FENCED.contains(cause.getClass().getSimpleName())
          || reason(cause).contains(NO_TRANSACTION)
          || reason(cause).contains(NO_END)) {
        return true;
      }
    }
    return false;
  }

  /** The reason of the failure, and the way out. */
  static String explain(Throwable failure, String group, KafkaCluster cluster) {
    return ClientTrouble.explain(
            failure, cluster.options(), cluster.bootstrapServers(), cluster.timeout())
        .orElseGet(() -> explain(failure, group));
  }

  /** The same, without a look at the connection. */
  static String explain(Throwable failure, String group) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String wayOut = wayOut(cause, group);
      if (wayOut != null) {
        return reason(cause) + "; " + wayOut;
      }
    }
    return reason(failure) + "; see the cause";
  }

  private static String wayOut(Throwable cause, String group) {
    if (cause instanceof TransactionalIdAuthorizationException) {
      return String.format(
          "grant this user Write and Describe on the transactional id '%s', %snone",
          group, WITHOUT);
    }
    if (cause instanceof ClusterAuthorizationException) {
      return "grant this user IdempotentWrite on the cluster, " + WITHOUT + "it not";
    }
    if (cause instanceof GroupAuthorizationException) {
      return "grant this user Read on the group '" + group + "'";
    }
    if (cause instanceof TopicAuthorizationException || saysTopics(cause)) {
      return "grant this user Read on the topics of the stream";
    }
    if (cause instanceof AuthorizationException) {
      return String.format(
          "grant this user Read on the group '%s' and on the topics of the stream", group);
    }
    if (cause instanceof CommitFailedException) {
      return String.format(
          "consumers are members of the group '%s': stop them (a query's kafka.group.id must be "
              + "another one), or choose another group prefix",
          group);
    }
    if (cause instanceof CoordinatorNotAvailableException) {
      return "see that the brokers can keep the topic __transaction_state, which wants as many of "
          + "them as their transaction.state.log.replication.factor says, "
          + WITHOUT
          + "no such coordinator, or give them longer with KafkaCluster.timeout";
    }
    if (cause instanceof TimeoutException) {
      return "see that the brokers, and the coordinators of transactions and of groups, can be "
          + "reached, or give them longer with KafkaCluster.timeout";
    }
    return null;
  }

  /** Producers before 3.5 have only a text for it. */
  private static boolean saysTopics(Throwable cause) {
    return reason(cause).contains("Topic authorization failed");
  }

  private static String reason(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
