package io.github.kafkaspark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * Says why brokers could not be asked, and what to do; clients often say no more than a timeout.
 */
final class ConnectionFailure {

  private ConnectionFailure() {}

  static IllegalStateException of(String what, KafkaCluster cluster, Throwable failure) {
    List<Throwable> chain = chain(failure);
    return new IllegalStateException(
        String.format(
            "Cannot %s the Kafka brokers '%s' within %s: %s",
            what, cluster, cluster.timeout(), reason(cluster, chain)),
        failure);
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      chain.add(each);
    }
    return chain;
  }

  private static String reason(KafkaCluster cluster, List<Throwable> chain) {
    String message = message(chain.get(chain.size() - 1));
    if (has(chain, SslAuthenticationException.class) || has(chain, SSLException.class)) {
      return "the TLS handshake failed ("
          + message
          + "); check the trust store given to KafkaCluster.tls, the names and dates in the "
          + "brokers' certificate, and that this port speaks TLS";
    }
    if (has(chain, AuthenticationException.class)) {
      return "the brokers refuse the login ("
          + message
          + "); check the user and password, the keytab or the token given to KafkaCluster.sasl, "
          + "and that the brokers have this mechanism";
    }
    for (Throwable each : chain) {
      if (each instanceof TopicAuthorizationException) {
        return message + "; grant this user Describe and Read on the topics";
      }
      if (each instanceof GroupAuthorizationException) {
        return groupReason((GroupAuthorizationException) each);
      }
    }
    if (has(chain, UnsupportedVersionException.class)) {
      return String.format(
          "kafka-clients %s on the class path have no version of the request that the brokers know "
              + "(%s); add org.apache.kafka:kafka-clients of a version nearer to the brokers' to the "
              + "application",
          AppInfoParser.getVersion(), message);
    }
    if (has(chain, TimeoutException.class) || has(chain, OutOfMemoryError.class)) {
      message += misunderstanding(cluster);
    }
    return message
        + "; check bootstrapServers, security options and network, or give them longer with "
        + "KafkaCluster.timeout";
  }

  private static String groupReason(GroupAuthorizationException refusal) {
    return message(refusal) + "; grant this user Read on the group '" + refusal.groupId() + "'";
  }

  /** The reason why the brokers refuse this user a group, and the way out; empty if they do not. */
  static Optional<String> ofGroup(Throwable failure) {
    return chain(failure).stream()
        .filter(GroupAuthorizationException.class::isInstance)
        .map(each -> groupReason((GroupAuthorizationException) each))
        .findFirst();
  }

  private static String misunderstanding(KafkaCluster cluster) {
    boolean encrypted = cluster.options().getOrDefault("security.protocol", "").endsWith("SSL");
    TlsProbe.Answer answer = TlsProbe.ask(cluster);
    if (!encrypted && answer == TlsProbe.Answer.TLS) {
      return " (the port speaks TLS, and this client does not: call KafkaCluster.tls)";
    }
    if (encrypted && answer == TlsProbe.Answer.NO_TLS) {
      return " (the port does not speak TLS, and this client does: leave out KafkaCluster.tls)";
    }
    return "";
  }

  private static boolean has(List<Throwable> chain, Class<?> type) {
    return chain.stream().anyMatch(type::isInstance);
  }

  private static String message(Throwable root) {
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
