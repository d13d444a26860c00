package io.github.kafkaspark;

import io.github.kafkaspark.internal.ClientTrouble;
import io.github.kafkaspark.internal.KnownSecrets;
import io.github.kafkaspark.internal.Texts;
import java.util.Optional;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Says why brokers could not be asked, and what to do. */
final class ConnectionFailure {

  private ConnectionFailure() {}

  /** An exception to throw: the settings are invalid, or else the brokers do not answer. */
  static RuntimeException of(String what, KafkaCluster cluster, Throwable failure) {
    Throwable cause = KnownSecrets.ofOptions(cluster.options()).removedFrom(failure);
    Optional<String> bad = ClientTrouble.badProperty(failure, cluster.options());
    return bad.isPresent()
        ? new IllegalArgumentException(bad.get(), cause)
        : new IllegalStateException(
            String.format(
                "Cannot %s the Kafka brokers '%s'%s: %s",
                what,
                cluster,
                first(failure, TimeoutException.class)
                    .map(e -> " within " + Texts.of(cluster.timeout()))
                    .orElse(""),
                reason(cluster, failure)),
            cause);
  }

  private static String reason(KafkaCluster cluster, Throwable failure) {
    Optional<String> topics =
        first(failure, TopicAuthorizationException.class)
            .map(e -> e.getMessage() + "; grant this user Describe and Read on the topics");
    if (topics.isPresent()) {
      return topics.get();
    }
    Optional<String> group = ofGroup(failure);
    return group.isPresent()
        ? group.get()
        : ClientTrouble.explain(
                failure, cluster.options(), cluster.bootstrapServers(), cluster.timeout())
            .orElseGet(
                () ->
                    message(failure)
                        + "; check bootstrapServers, security options and network, or give them "
                        + "longer with KafkaCluster.timeout");
  }

  /** The reason why the brokers refuse this user a group, and the way out; empty if they do not. */
  static Optional<String> ofGroup(Throwable failure) {
    return first(failure, GroupAuthorizationException.class)
        .map(e -> e.getMessage() + "; grant this user Read on the group '" + e.groupId() + "'");
  }

  private static <T> Optional<T> first(Throwable failure, Class<T> type) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return Optional.of(type.cast(each));
      }
    }
    return Optional.empty();
  }

  private static String message(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
