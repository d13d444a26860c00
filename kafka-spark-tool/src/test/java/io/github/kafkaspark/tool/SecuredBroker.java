package io.github.kafkaspark.tool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.kafkaspark.TestCertificates;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** A broker with TLS and a login, and the files of client properties for it. */
final class SecuredBroker implements AutoCloseable {

  /** No line that the command prints may have it. */
  static final String PASSWORD = "hunter2 of the broker";

  private static final String STORE_PASSWORD = "hunter2 of the store";
  private static final String USER = "operator";
  private static final String LISTENER = "LOGIN";
  private static final String MODULE = "org.apache.kafka.common.security.";

  private final Path folder;
  private final TestCertificates certificates;
  private final EmbeddedKafka kafka;

  SecuredBroker(Path folder) throws Exception {
    this.folder = Files.createDirectories(folder);
    this.certificates = TestCertificates.create(this.folder, STORE_PASSWORD);
    Map<String, String> settings = new HashMap<>();
    settings.put("listener.security.protocol.map", LISTENER + ":SASL_SSL");
    String login = "listener.name.login.";
    settings.put(login + "ssl.keystore.location", certificates.keyStore("good").toString());
    settings.put(login + "ssl.keystore.password", STORE_PASSWORD);
    settings.put(login + "ssl.key.password", STORE_PASSWORD);
    settings.put(login + "ssl.keystore.type", "PKCS12");
    settings.put(login + "sasl.enabled.mechanisms", "SCRAM-SHA-512,OAUTHBEARER");
    settings.put(
        login + "scram-sha-512.sasl.jaas.config", MODULE + "scram.ScramLoginModule required;");
    settings.put(
        login + "oauthbearer.sasl.jaas.config",
        MODULE
            + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";");
    settings.put("kit.scram." + USER, PASSWORD);
    this.kafka = EmbeddedKafka.start(settings);
  }

  /** By its listener without a login, for what a test does besides. */
  EmbeddedKafka kafka() {
    return kafka;
  }

  /** The address that wants a login. */
  String address() {
    return kafka.bootstrapServers(LISTENER);
  }

  /** A file of client properties with a name and a password. */
  Path scram(String password) throws IOException {
    return properties(
        "SCRAM-SHA-512",
        String.format(
            "%sscram.ScramLoginModule required username=\"%s\" password=\"%s\";",
            MODULE, USER, password));
  }

  /** A file of client properties with a token that nobody has signed, as the broker takes it. */
  Path oauthBearer() throws IOException {
    return properties(
        "OAUTHBEARER",
        String.format(
            "%soauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"%s\";",
            MODULE, USER));
  }

  /** A file of client properties with an address that gives tokens. */
  Path oauthBearer(String endpoint) throws IOException {
    String login =
        MODULE
            + "oauthbearer.OAuthBearerLoginModule required clientId=\"operator\" clientSecret=\""
            + PASSWORD
            + "\";";
    return properties(
        "OAUTHBEARER",
        login,
        "sasl.oauthbearer.token.endpoint.url=" + endpoint,
        "sasl.login.callback.handler.class="
            + MODULE
            + "oauthbearer.secured.OAuthBearerLoginCallbackHandler");
  }

  private Path properties(String mechanism, String login, String... more) throws IOException {
    Path file =
        Files.createTempFile(
            folder,
            "client",
            ".properties",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.write(
        file,
        String.join(
                "\n",
                "security.protocol=SASL_SSL",
                "sasl.mechanism=" + mechanism,
                "sasl.jaas.config=" + login,
                "ssl.truststore.location=" + certificates.trustStore().getFileName(),
                "ssl.truststore.password=" + STORE_PASSWORD,
                String.join("\n", more))
            .getBytes(ISO_8859_1));
  }

  @Override
  public void close() {
    kafka.close();
  }
}
