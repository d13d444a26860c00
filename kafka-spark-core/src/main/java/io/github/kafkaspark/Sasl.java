package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a client shows the brokers who it is; for {@link KafkaCluster#sasl}.
 *
 * <pre>{@code
 * KafkaCluster.at("broker:9093")
 *     .sasl(Sasl.scramSha512("orders-job", password))
 *     .tls(Tls.trustStore(path, storePassword));
 * }</pre>
 *
 * <p>Without TLS, {@link #plain} and {@link #oauthBearer} send secrets in the clear. Each executor
 * reads the files too, at the same path.
 *
 * <p>An immutable value. Its text has no secret.
 */
public final class Sasl {

  private static final String MODULES = "org.apache.kafka.common.security.";
  private static final String KERBEROS = "com.sun.security.auth.module.Krb5LoginModule";
  private static final String LOGIN_HANDLER = "sasl.login.callback.handler.class";

  private final String text;
  private final Map<String, String> properties;

  private Sasl(String mechanism, String who, JaasConfig login, Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(more);
    all.put("sasl.mechanism", mechanism);
    all.put("sasl.jaas.config", login.toString());
    this.text = mechanism + " " + who;
    this.properties = Collections.unmodifiableMap(all);
  }

  /**
   * Mechanism PLAIN: a user and a password, which the brokers get to see.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if one of them is empty or has the character 0
   */
  public static Sasl plain(String user, String password) {
    return password("PLAIN", "plain.PlainLoginModule", user, password);
  }

  /**
   * Mechanism SCRAM-SHA-256: a user and a password, which the brokers do not get to see.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if one of them is empty or has the character 0
   */
  public static Sasl scramSha256(String user, String password) {
    return password("SCRAM-SHA-256", "scram.ScramLoginModule", user, password);
  }

  /**
   * Mechanism SCRAM-SHA-512: a user and a password, which the brokers do not get to see.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if one of them is empty or has the character 0
   */
  public static Sasl scramSha512(String user, String password) {
    return password("SCRAM-SHA-512", "scram.ScramLoginModule", user, password);
  }

  private static Sasl password(String mechanism, String module, String user, String password) {
    requireNonNull(user, "user");
    requireNonNull(password, "password");
    if (user.isEmpty() || user.indexOf(0) >= 0) {
      throw new IllegalArgumentException(
          "Invalid user: '" + user + "' (expected one character or more, none of them 0)");
    }
    if (password.isEmpty() || password.indexOf(0) >= 0) {
      throw new IllegalArgumentException(
          "Invalid password of user '"
              + user
              + "', not shown here (expected one character or more, none of them 0)");
    }
    JaasConfig login =
        new JaasConfig(MODULES + module).with("username", user).with("password", password);
    return new Sasl(mechanism, "as '" + user + "'", login, Collections.emptyMap());
  }

  /**
   * Mechanism GSSAPI, with a keytab.
   *
   * @param service the name that the brokers' principals begin with, usually {@code kafka}
   * @param principal the client's, such as {@code orders-job@EXAMPLE.COM}
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if a name is blank, or the keytab is no file that this process
   *     can read
   */
  public static Sasl kerberos(String service, String principal, Path keytab) {
    JaasConfig login =
        new JaasConfig(KERBEROS)
            .with("useKeyTab", "true")
            .with("storeKey", "true")
            .with("keyTab", SecretFile.require(keytab, "keytab"))
            .with("principal", requireText(principal, "principal"));
    return kerberos(service, "as '" + principal + "'", login);
  }

  /**
   * Mechanism GSSAPI, with the tickets that the process's user already has. Executors need them
   * too, so outside local mode a keytab serves better.
   *
   * @param service the name that the brokers' principals begin with, usually {@code kafka}
   * @throws NullPointerException if {@code service} is null
   * @throws IllegalArgumentException if it is blank
   */
  public static Sasl kerberosTicketCache(String service) {
    return kerberos(
        service, "by ticket cache", new JaasConfig(KERBEROS).with("useTicketCache", "true"));
  }

  private static Sasl kerberos(String service, String who, JaasConfig login) {
    return new Sasl(
        "GSSAPI",
        who,
        login,
        Collections.singletonMap("sasl.kerberos.service.name", requireText(service, "service")));
  }

  /**
   * Mechanism OAUTHBEARER: tokens that a class of the application, or one of Kafka's, fetches.
   *
   * @param loginHandler the name of the login callback handler's class, which each executor needs
   *     too
   * @param settings what the class wants to find in its JAAS configuration; may be empty
   * @throws NullPointerException if an argument, or a name or value in {@code settings}, is null
   * @throws IllegalArgumentException if the class name is blank, or a setting has no legal name
   * @throws IllegalStateException if the kafka-clients on the class path are older than 2.0
   */
  public static Sasl oauthBearer(String loginHandler, Map<String, String> settings) {
    String handler = requireText(loginHandler, "login callback handler");
    requireNonNull(settings, "settings");
    ClientsFeature.require(LOGIN_HANDLER, "OAUTHBEARER", "2.0");
    JaasConfig login = new JaasConfig(MODULES + "oauthbearer.OAuthBearerLoginModule");
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      login = login.with(setting.getKey(), setting.getValue());
    }
    return new Sasl(
        "OAUTHBEARER", "by " + handler, login, Collections.singletonMap(LOGIN_HANDLER, handler));
  }

  private static String requireText(String value, String name) {
    if (requireNonNull(value, name).trim().isEmpty()) {
      throw new IllegalArgumentException("Invalid " + name + ": '" + value + "' (expected a name)");
    }
    return value;
  }

  /** The settings by Kafka's own names, secrets included. */
  Map<String, String> properties() {
    return properties;
  }

  /** The mechanism, and the name by which the client logs in. */
  @Override
  public String toString() {
    return text;
  }
}
