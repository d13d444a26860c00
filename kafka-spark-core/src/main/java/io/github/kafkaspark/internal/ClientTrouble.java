package io.github.kafkaspark.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * Finds out why a client has no connection to brokers, for sources and stores alike: clients often
 * tell no more than a time-out, or a chain of causes from within.
 */
public final class ClientTrouble {

  private static final String LOGIN = "sasl.jaas.config";

  private static final Pattern BAD_VALUE =
      Pattern.compile("(?s)Invalid value (.*) for configuration (\\S+?)(?:: (.*))?");

  private final List<Throwable> chain = new ArrayList<>();
  private final Map<String, String> options;
  private final BrokerPorts ports;
  private final Duration look;

  private ClientTrouble(
      Throwable failure, Map<String, String> options, String servers, Duration timeout) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      chain.add(each);
    }
    this.options = options;
    this.look = ClientSettings.look(timeout);
    this.ports = BrokerPorts.of(servers, options.getOrDefault("security.protocol", "PLAINTEXT"));
  }

  /**
   * The reason and the way out; empty if the failure is none of settings, connection or login. It
   * takes what {@link ClientSettings#limit} leaves of the time limit if the failure is a time-out.
   *
   * @param options the settings of the client
   * @param timeout the cluster's time limit
   */
  public static Optional<String> explain(
      Throwable failure, Map<String, String> options, String servers, Duration timeout) {
    ClientTrouble trouble = new ClientTrouble(failure, options, servers, timeout);
    Optional<String> reason = trouble.reason();
    return reason.map(KnownSecrets.ofOptions(options)::removedFrom);
  }

  /** What is wrong with a client's property: its name, its value and the rule. */
  public static Optional<String> badProperty(Throwable failure, Map<String, String> options) {
    Optional<String> bad = new ClientTrouble(failure, options, "", Duration.ZERO).badProperty();
    return bad.map(KnownSecrets.ofOptions(options)::removedFrom);
  }

  private Optional<String> reason() {
    if (has(NotKafkaException.class)) {
      return Optional.of(message());
    }
    Optional<String> bad = badProperty();
    if (bad.isPresent()) {
      return bad;
    }
    if (has(TimeoutException.class) || has(OutOfMemoryError.class)) {
      return ports.problem(look);
    }
    boolean tls = has(SslAuthenticationException.class) || has(SSLException.class);
    if (tls || !has(AuthenticationException.class)) {
      Optional<String> stores = KeyStores.problem(options);
      if (stores.isPresent()) {
        return stores.map(reason -> reason + "; check what is given to KafkaCluster.tls");
      }
    }
    if (tls) {
      return Optional.of("the TLS handshake failed (" + message() + "); " + tlsWayOut());
    }
    if (has(AuthenticationException.class)) {
      return Optional.of("the brokers refuse the login (" + message() + "); " + loginWayOut());
    }
    if (isAnyNamed("LoginException")) {
      return Optional.of(
          "the login has failed before a broker was asked ("
              + message()
              + "); check the keytab, the ticket cache or the login module given to "
              + "KafkaCluster.sasl");
    }
    if (has(UnsupportedVersionException.class)) {
      return Optional.of(
          String.format(
              "kafka-clients %s on the class path have no version of the request that the brokers "
                  + "know (%s); add org.apache.kafka:kafka-clients of a version nearer to the "
                  + "brokers' to the application",
              AppInfoParser.getVersion(), message()));
    }
    return Optional.empty();
  }

  private Optional<String> badProperty() {
    for (Throwable each : chain) {
      Matcher bad = BAD_VALUE.matcher(String.valueOf(each.getMessage()));
      if (each instanceof ConfigException && bad.matches()) {
        String rule = bad.group(3) == null ? "Kafka's clients do not take it" : bad.group(3);
        return Optional.of(
            bad(bad.group(2), Secrets.mask(bad.group(2), bad.group(1)), "Kafka says: " + rule));
      }
      if (each instanceof ConfigException) {
        return Optional.of("the settings of the client do not fit: " + each.getMessage());
      }
      if (String.valueOf(each.getMessage()).contains("JAAS config")) {
        return Optional.of(badLogin());
      }
    }
    if (root() instanceof ClassNotFoundException) {
      for (Map.Entry<String, String> option : options.entrySet()) {
        if (option.getValue().contains(message())) {
          String shown = Secrets.mask(option.getKey(), option.getValue());
          return Optional.of(
              bad(option.getKey(), shown, "expected the name of a class on the class path"));
        }
      }
    }
    String protocol = options.getOrDefault("security.protocol", "PLAINTEXT");
    return SecurityProtocol.names().contains(protocol.toUpperCase(Locale.ROOT))
        ? Optional.empty()
        : Optional.of(
            bad("security.protocol", protocol, "expected one of " + SecurityProtocol.names()));
  }

  private String badLogin() {
    return options.containsKey(LOGIN)
        ? bad(
            LOGIN,
            Secrets.HIDDEN,
            "expected the class of a login module, 'required', name=\"value\" for each of its "
                + "settings, and ';'; KafkaCluster.sasl writes it so")
        : String.format(
            "Invalid client property %s: null (expected a login, as security.protocol is %s; call "
                + "KafkaCluster.sasl, which sets both)",
            LOGIN, options.get("security.protocol"));
  }

  private static String bad(String name, String value, String rule) {
    return String.format("Invalid client property %s: '%s' (%s)", name, value, rule);
  }

  private String tlsWayOut() {
    String message = message();
    if (message.contains("NotAfter") || message.contains("NotBefore")) {
      return "the brokers' certificate is not valid now: renew it, or set this machine's clock";
    }
    if (message.contains("subject alternative") || message.contains("No name matching")) {
      return "the brokers' certificate is another host's: connect by a name that it has, or have "
          + "one made with this name";
    }
    if (message.contains("certification path") || message.contains("No trusted certificate")) {
      return "check the trust store given to KafkaCluster.tls: it has no authority that vouches "
          + "for the brokers' certificate";
    }
    return "check that this port speaks TLS, and whether the brokers want a certificate of this "
        + "client (Tls.keyStore)";
  }

  private String loginWayOut() {
    if (has(UnsupportedSaslMechanismException.class)) {
      return "choose a mechanism of KafkaCluster.sasl that the brokers have";
    }
    if (isAnyNamed("IllegalSaslStateException")) {
      return "this port may want no login: leave out KafkaCluster.sasl, or choose another port";
    }
    return "check the user and password, the keytab or the token given to KafkaCluster.sasl, "
        + "and that the brokers have this mechanism";
  }

  private boolean has(Class<?> type) {
    return chain.stream().anyMatch(type::isInstance);
  }

  private boolean isAnyNamed(String... names) {
    return chain.stream()
        .anyMatch(each -> Arrays.asList(names).contains(each.getClass().getSimpleName()));
  }

  private Throwable root() {
    return chain.get(chain.size() - 1);
  }

  private String message() {
    Throwable root = root();
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
