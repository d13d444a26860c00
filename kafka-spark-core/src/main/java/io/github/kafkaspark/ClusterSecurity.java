package io.github.kafkaspark;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** SASL and TLS of a cluster, the protocol that follows, and what contradicts them. */
final class ClusterSecurity {

  static final ClusterSecurity NONE = new ClusterSecurity(null, null);

  private static final String PROTOCOL = "security.protocol";

  private final Sasl sasl;
  private final Tls tls;
  private final Map<String, String> properties;

  private ClusterSecurity(Sasl sasl, Tls tls) {
    this.sasl = sasl;
    this.tls = tls;
    Map<String, String> all = new TreeMap<>();
    Optional.ofNullable(sasl).map(Sasl::properties).ifPresent(all::putAll);
    Optional.ofNullable(tls).map(Tls::properties).ifPresent(all::putAll);
    if (sasl != null || tls != null) {
      all.put(PROTOCOL, sasl == null ? "SSL" : tls == null ? "SASL_PLAINTEXT" : "SASL_SSL");
    }
    this.properties = Collections.unmodifiableMap(all);
  }

  ClusterSecurity with(Sasl newSasl) {
    requireFirst("SASL", newSasl, sasl, "sasl");
    return new ClusterSecurity(newSasl, tls);
  }

  ClusterSecurity with(Tls newTls) {
    requireFirst("TLS", newTls, tls, "tls");
    return new ClusterSecurity(sasl, newTls);
  }

  private static void requireFirst(String what, Object newer, Object older, String method) {
    if (older != null) {
      throw new IllegalStateException(
          "Cannot set "
              + what
              + " to '"
              + newer
              + "': it is already '"
              + older
              + "'; call "
              + method
              + " once");
    }
  }

  /**
   * The options of a cluster, security included.
   *
   * @throws IllegalStateException if an option sets what SASL and TLS set
   */
  Map<String, String> addedTo(Map<String, String> options) {
    Map<String, String> all = new TreeMap<>(properties);
    if (tls != null) {
      // Clients below 2.0 would trust any name. A host may switch the check off, so the option is
      // not refused.
      all.put("ssl.endpoint.identification.algorithm", "https");
    }
    for (Map.Entry<String, String> option : options.entrySet()) {
      if (properties.containsKey(option.getKey())) {
        throw new IllegalStateException(
            "Cannot set option '"
                + option.getKey()
                + "' beside KafkaCluster.sasl and KafkaCluster.tls, which set it; remove the "
                + "option, or set all of it by options");
      }
      all.put(option.getKey(), option.getValue());
    }
    return Collections.unmodifiableMap(all);
  }
}
