package io.github.kafkaspark.internal;

import io.github.kafkaspark.internal.PortLook.Finding;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is behind the ports where a client would look for brokers. */
final class BrokerPorts {

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final String[] servers;
  private final String protocol;

  private BrokerPorts(String servers, String protocol) {
    this.servers = servers.split(",", -1);
    this.protocol = protocol.toUpperCase(Locale.ROOT); // As clients take it.
  }

  /** The ports of a client that speaks this protocol. */
  static BrokerPorts of(String servers, String protocol) {
    return new BrokerPorts(servers, protocol);
  }

  private boolean isEncrypted() {
    return protocol.endsWith("SSL");
  }

  /**
   * Refuses ports behind which there is no broker for sure. Where all refuse the connection it
   * looks again for a while, for brokers may be on their way.
   *
   * @param patience how long that while is
   * @throws NotKafkaException if no client can have an answer
   */
  void requireKafka(Duration patience) {
    Deadline deadline = Deadline.in(patience);
    while (!Thread.currentThread().isInterrupted()) {
      Optional<Map<String, Finding>> found =
          look(isEncrypted() ? PortLook::connect : PortLook::greet);
      if (!found.isPresent()) {
        return;
      }
      if (deadline.isOver() || !found.get().containsValue(Finding.REFUSED)) {
        throw new NotKafkaException(text(found.get()));
      }
      deadline.pause(PAUSE);
    }
  }

  /** What keeps a client from an answer that has waited for one; empty if the ports do not tell. */
  Optional<String> problem() {
    return look(PortLook::search).map(this::text);
  }

  /** What there is in place of a broker; empty if there may be one. */
  private Optional<Map<String, Finding>> look(Function<PortLook, Finding> way) {
    Map<String, Finding> found = new LinkedHashMap<>();
    for (String server : servers) {
      Finding finding = way.apply(new PortLook(server));
      if (isPossible(finding)) {
        return Optional.empty();
      }
      found.put(server.trim(), finding);
    }
    return Optional.of(found);
  }

  private boolean isPossible(Finding finding) {
    switch (finding) {
      case KAFKA:
        return !isEncrypted();
      case LOGIN:
        return !isEncrypted() && protocol.startsWith("SASL");
      case TLS:
        return isEncrypted();
      default:
        return finding == Finding.SILENT;
    }
  }

  private String text(Map<String, Finding> found) {
    return found.entrySet().stream()
            .map(port -> port.getKey() + " " + text(port.getValue()))
            .collect(Collectors.joining(", "))
        + "; check bootstrapServers, and that the brokers are there";
  }

  private String text(Finding finding) {
    switch (finding) {
      case UNKNOWN_HOST:
        return "has a host name that this machine does not know";
      case REFUSED:
        return "refuses the connection (nobody listens there)";
      case TLS:
        return "speaks TLS, and this client does not (call KafkaCluster.tls)";
      case HTTP:
        return "does not speak Kafka (it speaks HTTP)";
      case SOMETHING_ELSE:
        return "does not speak Kafka";
      default:
        return isEncrypted()
            ? "does not speak TLS, and this client does (leave out KafkaCluster.tls)"
            : "wants a login (call KafkaCluster.sasl)";
    }
  }
}
