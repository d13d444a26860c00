package io.github.kafkaspark.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The settings that the library's own clients have in common. */
public final class ClientSettings {

  private ClientSettings() {}

  /**
   * The settings of any client.
   *
   * @param options what the host has set
   * @param timeout the limit for each request
   * @param known the names of the settings that this kind of client has in this version
   */
  public static Map<String, Object> of(
      Map<String, String> options, String servers, Duration timeout, Set<String> known) {
    int millis = (int) timeout.toMillis();
    Map<String, Object> config = new HashMap<>(options);
    config.put("bootstrap.servers", servers);
    config.put("request.timeout.ms", millis);
    if (known.contains("default.api.timeout.ms")) {
      config.put("default.api.timeout.ms", millis);
    }
    return config;
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
