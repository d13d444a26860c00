package io.github.kafkaspark;

import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A broker that is encrypted, asks for a login on one port, and has bad certificates on others. */
final class SecureKafka implements AutoCloseable {

  /** What a password may be at its worst, and recognisable. */
  static final String PASSWORD = "hunter2\"\\n\\ \t'; x=\"y\" \n\u00e9\u20ac=,{}";

  static final String STORE_PASSWORD = "store-secret";
  static final String USER = "orders-job";

  private static final String OAUTH_BEARER =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";

  private final TestCertificates certificates;
  private final EmbeddedKafka kafka;

  private SecureKafka() throws Exception {
    certificates =
        TestCertificates.create(Files.createTempDirectory("certificates-"), STORE_PASSWORD);
    kafka = EmbeddedKafka.start(settings());
  }

  /** Shares one broker among all test classes. */
  static final class Extension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == SecureKafka.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(SecureKafka.class))
          .getOrComputeIfAbsent(
              SecureKafka.class,
              key -> {
                try {
                  return new SecureKafka();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "listener.security.protocol.map",
        "SECURE:SASL_SSL,MUTUAL:SSL,OTHERHOST:SSL,EXPIRED:SSL,LOGIN:SASL_PLAINTEXT");
    show(settings, "secure", "good");
    show(settings, "mutual", "good");
    show(settings, "otherhost", "other-host");
    show(settings, "expired", "expired");
    settings.put("listener.name.mutual.ssl.client.auth", "required");
    for (String listener : new String[] {"secure", "login"}) {
      String name = "listener.name." + listener + ".";
      settings.put(
          name + "sasl.enabled.mechanisms",
          "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512" + (brokersKnowOauthBearer() ? ",OAUTHBEARER" : ""));
      settings.put(
          name + "oauthbearer.sasl.jaas.config",
          new JaasConfig(OAUTH_BEARER).with("unsecuredLoginStringClaim_sub", "broker").toString());
      settings.put(
          name + "plain.sasl.jaas.config",
          new JaasConfig("org.apache.kafka.common.security.plain.PlainLoginModule")
              .with("user_" + USER, PASSWORD)
              .toString());
      String scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
      settings.put(name + "scram-sha-256.sasl.jaas.config", scram);
      settings.put(name + "scram-sha-512.sasl.jaas.config", scram);
    }
    settings.put("kit.scram." + USER, PASSWORD);
    return settings;
  }

  /** From Kafka 2.0 on. */
  static boolean brokersKnowOauthBearer() {
    String classPath =
        System.getProperty(
            EmbeddedKafka.CLASS_PATH_PROPERTY, System.getProperty("java.class.path"));
    URL[] urls =
        Arrays.stream(classPath.split(File.pathSeparator, -1))
            .map(SecureKafka::url)
            .toArray(URL[]::new);
    try (URLClassLoader brokers = new URLClassLoader(urls, null)) {
      return brokers.findResource(OAUTH_BEARER.replace('.', '/') + ".class") != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(String path) {
    try {
      return new File(path).toURI().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void show(Map<String, String> settings, String listener, String certificate) {
    String name = "listener.name." + listener + ".ssl.";
    settings.put(name + "keystore.location", certificates.keyStore(certificate).toString());
    settings.put(name + "keystore.password", STORE_PASSWORD);
    settings.put(name + "key.password", STORE_PASSWORD);
    settings.put(name + "keystore.type", "PKCS12");
    settings.put(name + "truststore.location", certificates.trustStore().toString());
    settings.put(name + "truststore.password", STORE_PASSWORD);
    settings.put(name + "truststore.type", "PKCS12");
  }

  /** By the broker's plain listener, which the kit's own clients use. */
  EmbeddedKafka kafka() {
    return kafka;
  }

  TestCertificates certificates() {
    return certificates;
  }

  /** At SECURE, MUTUAL, OTHERHOST, EXPIRED or LOGIN, not yet with any security. */
  KafkaCluster at(String listener) {
    return KafkaCluster.at(kafka.bootstrapServers(listener)).timeout(Duration.ofSeconds(60));
  }

  Tls trust() {
    return Tls.trustStore(certificates.trustStore(), STORE_PASSWORD);
  }

  @Override
  public void close() {
    kafka.close();
  }
}
