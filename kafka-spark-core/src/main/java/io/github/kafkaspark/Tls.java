package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.Secrets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Encryption for {@link KafkaCluster#tls}: the certificates that a client trusts, and its own if
 * the brokers want one.
 *
 * <p>Clients check that the brokers' certificates carry the names that they connect to. The library
 * sees to it with all kafka-clients, since those below 2.0 do not check it by themselves. Stores
 * are JKS, or PKCS12 if their name ends with {@code .p12} or {@code .pfx}; another type goes to
 * {@link KafkaCluster#option}. Each executor reads the files too, at the same path.
 *
 * <p>An immutable value; steps return new values. Its text has no secret.
 */
public final class Tls {

  private static final String KNOWS_PEM = "ssl.truststore.certificates";

  private final Map<String, String> properties;

  private Tls(Map<String, String> properties) {
    this.properties = properties;
  }

  /** Trusts the authorities that the JVM trusts. */
  public static Tls jvmTrustStore() {
    return new Tls(Collections.emptyMap());
  }

  /**
   * Trusts what is in this store.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if it is no file that this process can read
   */
  public static Tls trustStore(Path file, String password) {
    requireNonNull(password, "password");
    return jvmTrustStore()
        .with("ssl.truststore.location", ReadableFile.require(file, "trust store"))
        .with("ssl.truststore.password", password)
        .with("ssl.truststore.type", type(file));
  }

  /**
   * Trusts the certificates in this PEM file.
   *
   * @throws NullPointerException if {@code file} is null
   * @throws IllegalArgumentException if it is no file that this process can read
   * @throws IllegalStateException if the kafka-clients on the class path are older than 2.7
   */
  public static Tls trustPem(Path file) {
    ClientsFeature.require(KNOWS_PEM, "PEM files", "2.7");
    return jvmTrustStore()
        .with("ssl.truststore.location", ReadableFile.require(file, "trusted certificates"))
        .with("ssl.truststore.type", "PEM");
  }

  /**
   * Shows the brokers the certificate in this store, whose password is that of its key too.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if it is no file that this process can read
   */
  public Tls keyStore(Path file, String password) {
    return keyStore(file, password, password);
  }

  /**
   * Shows the brokers the certificate in this store.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if it is no file that this process can read
   */
  public Tls keyStore(Path file, String password, String keyPassword) {
    requireNonNull(password, "password");
    requireNonNull(keyPassword, "keyPassword");
    return with("ssl.keystore.location", SecretFile.require(file, "key store"))
        .with("ssl.keystore.password", password)
        .with("ssl.key.password", keyPassword)
        .with("ssl.keystore.type", type(file));
  }

  /**
   * Shows the brokers the certificate in this PEM file, which has its key too, not encrypted.
   *
   * @throws NullPointerException if {@code file} is null
   * @throws IllegalArgumentException if it is no file that this process can read
   * @throws IllegalStateException if the kafka-clients on the class path are older than 2.7
   */
  public Tls keyPem(Path file) {
    ClientsFeature.require(KNOWS_PEM, "PEM files", "2.7");
    return with("ssl.keystore.location", SecretFile.require(file, "key and certificate"))
        .with("ssl.keystore.type", "PEM");
  }

  private static String type(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".p12") || name.endsWith(".pfx") ? "PKCS12" : "JKS";
  }

  private Tls with(String name, String value) {
    Map<String, String> copy = new TreeMap<>(properties);
    copy.put(name, value);
    return new Tls(Collections.unmodifiableMap(copy));
  }

  /** The settings by Kafka's own names, secrets included. */
  Map<String, String> properties() {
    return properties;
  }

  /** The settings that were made, secrets masked. */
  @Override
  public String toString() {
    return "TLS " + Secrets.mask(properties);
  }
}
