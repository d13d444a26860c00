package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

  @TempDir private Path folder;
  private Path jks;
  private Path p12;

  @BeforeEach
  void createFiles() throws Exception {
    jks = Files.createFile(folder.resolve("store"));
    p12 = Files.createFile(folder.resolve("store.P12"));
  }

  @Test
  void takesATrustStore() {
    assertThat(Tls.trustStore(jks, "pw").properties())
        .containsOnly(
            entry("ssl.truststore.location", jks.toString()),
            entry("ssl.truststore.password", "pw"),
            entry("ssl.truststore.type", "JKS"));
    assertThat(Tls.trustStore(p12, "pw").properties())
        .containsEntry("ssl.truststore.type", "PKCS12");
  }

  @Test
  void takesAKeyStore() {
    assertThat(Tls.jvmTrustStore().keyStore(p12, "pw", "key").properties())
        .containsOnly(
            entry("ssl.keystore.location", p12.toString()),
            entry("ssl.keystore.password", "pw"),
            entry("ssl.key.password", "key"),
            entry("ssl.keystore.type", "PKCS12"));
    assertThat(Tls.jvmTrustStore().keyStore(jks, "pw").properties())
        .containsEntry("ssl.key.password", "pw");
  }

  @Test
  void refusesAMissingFile() {
    assertThatThrownBy(() -> Tls.trustStore(folder.resolve("none"), "hunter2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid trust store: '%s' (expected a file that this process can read, and each "
                + "executor at the same path)",
            folder.resolve("none"));
    assertThatThrownBy(() -> Tls.jvmTrustStore().keyStore(folder, "hunter2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid key store: '" + folder + "'");
  }

  @Test
  void refusesNull() {
    assertThatThrownBy(() -> Tls.trustStore(null, "pw"))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("trust store");
    assertThatThrownBy(() -> Tls.trustStore(jks, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("password");
    assertThatThrownBy(() -> Tls.jvmTrustStore().keyStore(jks, "pw", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("keyPassword");
  }

  /** Clients of this class path are too old; newer ones read them in SecurityIT. */
  @Test
  void refusesPemFilesOfClientsThatLackThem() {
    String message =
        "Cannot use PEM files: kafka-clients 1.1.0 on the class path do not know "
            + "'ssl.truststore.certificates'; add org.apache.kafka:kafka-clients 2.7 or newer to "
            + "the application";
    assertThatThrownBy(() -> Tls.trustPem(jks))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> Tls.jvmTrustStore().keyPem(jks))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
  }

  @Nested
  class OfACluster {

    private final KafkaCluster cluster = KafkaCluster.at("broker:9093");
    private final Sasl sasl = Sasl.plain("alice", "hunter2");
    private final Tls tls = Tls.jvmTrustStore();

    @Test
    void decidesOnTheProtocolTogetherWithSasl() {
      assertThat(cluster.options()).isEmpty();
      assertThat(cluster.tls(tls).options())
          .containsOnly(
              entry("security.protocol", "SSL"),
              entry("ssl.endpoint.identification.algorithm", "https"));
      assertThat(cluster.sasl(sasl).options())
          .containsEntry("security.protocol", "SASL_PLAINTEXT")
          .doesNotContainKey("ssl.endpoint.identification.algorithm");
      assertThat(cluster.sasl(sasl).tls(tls))
          .isEqualTo(cluster.tls(tls).sasl(sasl))
          .extracting(secured -> secured.options().get("security.protocol"))
          .isEqualTo("SASL_SSL");
      assertThat(cluster.options()).isEmpty();
    }

    @Test
    void leavesOtherOptionsAlone() {
      assertThat(
              cluster
                  .option("ssl.endpoint.identification.algorithm", "")
                  .tls(tls)
                  .option("client.rack", "a")
                  .options())
          .containsEntry("ssl.endpoint.identification.algorithm", "")
          .containsEntry("client.rack", "a");
    }

    @Test
    void refusesAnOptionThatContradicts() {
      String message =
          "Cannot set option '%s' beside KafkaCluster.sasl and KafkaCluster.tls, which set it; "
              + "remove the option, or set all of it by options";
      assertThatThrownBy(() -> cluster.tls(tls).option("security.protocol", "PLAINTEXT"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(message, "security.protocol");
      assertThatThrownBy(() -> cluster.option("security.protocol", "SSL").sasl(sasl))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(message, "security.protocol");
      assertThatThrownBy(() -> cluster.sasl(sasl).option("sasl.jaas.config", "hunter3"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(message, "sasl.jaas.config");
    }

    @Test
    void isSetOnce() {
      assertThatThrownBy(() -> cluster.tls(tls).tls(tls))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot set TLS to 'TLS {}': it is already 'TLS {}'; call tls once");
      assertThatThrownBy(() -> cluster.sasl(sasl).sasl(Sasl.scramSha256("bob", "pw")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot set SASL to 'SCRAM-SHA-256 as 'bob'': it is already 'PLAIN as 'alice''; call "
                  + "sasl once");
    }

    @Test
    void isNotNull() {
      assertThatThrownBy(() -> cluster.tls(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("tls");
      assertThatThrownBy(() -> cluster.sasl(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("sasl");
    }

    @Test
    void printsNoSecret() {
      assertThat(cluster.sasl(sasl).tls(tls).toString())
          .startsWith("broker:9093 {")
          .doesNotContain("hunter2")
          .contains("sasl.jaas.config=***");
    }
  }
}
