package io.github.kafkaspark.internal;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

/** The settings that the library's own clients have in common. */
public final class ClientSettings {

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(2);

  /** The library sets these itself, so no client would refuse what somebody else has set. */
  private static final ConfigDef OWN = new ConfigDef();

  static {
    Stream.of(
            "request.timeout.ms",
            "default.api.timeout.ms",
            "delivery.timeout.ms",
            "session.timeout.ms",
            "heartbeat.interval.ms",
            "fetch.max.wait.ms",
            "fetch.max.bytes",
            "max.partition.fetch.bytes",
            "max.poll.records")
        .forEach(name -> define(name, ConfigDef.Type.INT, 0));
    Stream.of("max.block.ms", "linger.ms").forEach(name -> define(name, ConfigDef.Type.LONG, 0L));
  }

  private ClientSettings() {}

  private static void define(String name, ConfigDef.Type type, Number ifNotSaid) {
    OWN.define(name, type, ifNotSaid, ConfigDef.Range.atLeast(0), ConfigDef.Importance.LOW, "");
  }

  /**
   * The settings of any client.
   *
   * @param options what the host has set
   * @param timeout the limit for each request, and a look at the ports if it is not answered
   * @param known the names of the settings that this kind of client has in this version
   */
  public static Map<String, Object> of(
      Map<String, String> options, String servers, Duration timeout, Set<String> known) {
    int millis = (int) limit(timeout).toMillis();
    Map<String, Object> config = new HashMap<>(options);
    config.put("bootstrap.servers", servers);
    config.put("request.timeout.ms", millis);
    if (known.contains("default.api.timeout.ms")) {
      config.put("default.api.timeout.ms", millis);
    }
    return config;
  }

  /** What of a cluster's time limit a request has; the rest is for a look at the ports. */
  public static Duration limit(Duration timeout) {
    return timeout.minus(look(timeout));
  }

  static Duration look(Duration timeout) {
    Duration part = timeout.dividedBy(4);
    return part.compareTo(LONGEST_LOOK) < 0 ? part : LONGEST_LOOK;
  }

  /** Why Kafka does not take this value of a setting that the library sets; empty if it does. */
  public static Optional<String> problem(String name, String value) {
    return OWN.names().contains(name)
        ? OWN.validate(Collections.singletonMap(name, value)).stream()
            .filter(setting -> setting.name().equals(name))
            .flatMap(setting -> setting.errorMessages().stream())
            .map(message -> message.replaceFirst("(?s)^.* for configuration [^:]*: ", ""))
            .findFirst()
        : Optional.empty();
  }

  /** Makes them those of a consumer that joins no group. */
  public static void joinNoGroup(Map<String, Object> config, Duration timeout) {
    int millis = (int) timeout.toMillis();
    config.put("enable.auto.commit", "false");
    // Clients 1.1 want these below the request's limit, though no group is joined.
    config.put("session.timeout.ms", millis / 2);
    config.put("heartbeat.interval.ms", millis / 6);
  }
}
