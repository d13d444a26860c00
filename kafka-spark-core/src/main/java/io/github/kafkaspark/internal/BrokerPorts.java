package io.github.kafkaspark.internal;

import io.github.kafkaspark.internal.PortLook.Finding;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
   * @param limit of a look
   * @return the servers without those that are certainly something else
   * @throws NotKafkaException if no client can have an answer
   */
  String requireKafka(Duration patience, Duration limit) {
    Deadline deadline = Deadline.in(patience);
    Duration step = limit.dividedBy(4); // A greeting and a search have two steps each.
    while (!Thread.currentThread().isInterrupted()) {
      Map<String, Finding> found =
          look(isEncrypted() ? PortLook::connect : PortLook::greet, limit, step);
      if (found.values().stream().anyMatch(this::isPossible)) {
        return without(only(found, this::isOther));
      }
      if (deadline.isOver() || !found.containsValue(Finding.REFUSED)) {
        throw new NotKafkaException(text(found));
      }
      deadline.pause(PAUSE);
    }
    return String.join(",", servers);
  }

  private String without(Map<String, Finding> others) {
    if (!others.isEmpty()) {
      LoggedOnce.warn("The library leaves out some of the bootstrap servers: " + text(others));
    }
    return Stream.of(servers)
        .filter(server -> !others.containsKey(server.trim()))
        .collect(Collectors.joining(","));
  }

  /**
   * What keeps a client from an answer that has waited for one; empty if the ports do not tell.
   *
   * @param limit of the look
   */
  Optional<String> problem(Duration limit) {
    Map<String, Finding> found = look(PortLook::search, limit, limit.dividedBy(2));
    boolean isAnyThere = found.values().stream().anyMatch(this::isRight);
    Map<String, Finding> telling =
        isAnyThere
            ? only(found, this::isOther)
            : only(found, finding -> !isPossible(finding) || finding == Finding.CLOSED);
    return telling.isEmpty() ? Optional.empty() : Optional.of(text(isAnyThere ? telling : found));
  }

  private Map<String, Finding> look(
      Function<PortLook, Finding> way, Duration limit, Duration step) {
    Deadline end = Deadline.in(limit);
    Map<String, CompletableFuture<Finding>> looks = new LinkedHashMap<>();
    for (String server : servers) {
      PortLook look = new PortLook(server, step);
      looks.put(
          server.trim(), CompletableFuture.supplyAsync(() -> way.apply(look), PortLook::start));
    }
    Map<String, Finding> found = new LinkedHashMap<>();
    looks.forEach((server, look) -> found.put(server, await(look, end)));
    return found;
  }

  /** Whoever asks for a host's address may wait for long. */
  private static Finding await(CompletableFuture<Finding> look, Deadline end) {
    try {
      return look.get(end.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Finding.AWAY;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.AWAY;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Finding> only(
      Map<String, Finding> found, Predicate<Finding> condition) {
    Map<String, Finding> some = new LinkedHashMap<>(found);
    some.values().removeIf(condition.negate());
    return some;
  }

  private boolean isPossible(Finding finding) {
    return finding == Finding.AWAY
        || finding == Finding.SILENT
        || finding == Finding.CLOSED
        || isRight(finding);
  }

  /** Whether it is a broker that answers this client. */
  private boolean isRight(Finding finding) {
    switch (finding) {
      case KAFKA:
        return !isEncrypted();
      case LOGIN:
        return !isEncrypted() && protocol.startsWith("SASL");
      default:
        return finding == Finding.TLS && isEncrypted();
    }
  }

  /** Whether somebody answers, who will never be a broker for this client. */
  private boolean isOther(Finding finding) {
    return !isPossible(finding) && finding != Finding.REFUSED && finding != Finding.UNKNOWN_HOST;
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
      case AWAY:
      case SILENT:
        return "does not answer";
      case CLOSED:
        return "accepts the connection and closes it";
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
