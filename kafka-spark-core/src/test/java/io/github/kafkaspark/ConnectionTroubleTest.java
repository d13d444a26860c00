package io.github.kafkaspark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Collections.singleton;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.kafkaspark.testing.OtherPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong where there is no broker is named, and no client waits for it until the limit. */
@Timeout(180)
class ConnectionTroubleTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** A look at a port takes half a second at most, which a busy machine may not give it. */
  private static final int LOOKS = 3;

  private static Throwable failure(KafkaCluster cluster) {
    Throwable thrown = null;
    for (int look = 0; look < LOOKS && (thrown == null || isTimeout(thrown)); look++) {
      thrown =
          catchThrowable(
              () -> Brokers.ask(cluster.timeout(LIMIT), singleton("orders"), BrokerOffsets::end));
    }
    assertThat(thrown).matches(failure -> !isTimeout(failure), "is seen without a time-out");
    return thrown;
  }

  private static boolean isTimeout(Throwable thrown) {
    return Throwables.getStackTrace(thrown).contains(TimeoutException.class.getName());
  }

  @Test
  void aPortWhereNobodyListensIsNamed() {
    String both = "127.0.0.1:1, localhost:1";

    assertThat(failure(KafkaCluster.at(both)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot connect to the Kafka brokers '%s': 127.0.0.1:1 refuses the connection (nobody "
                + "listens there), localhost:1 refuses the connection (nobody listens there); "
                + "check bootstrapServers, and that the brokers are there",
            both);
  }

  @Test
  void aPortThatSpeaksHttpIsNamed() throws Exception {
    try (OtherPorts http = OtherPorts.http()) {
      assertThat(failure(KafkaCluster.at(http.address())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot connect to the Kafka brokers '%1$s': %1$s does not speak Kafka (it speaks "
                  + "HTTP); check bootstrapServers, and that the brokers are there",
              http.address());
    }
  }

  @Test
  void aPortThatSpeaksSomethingElseIsNamed() throws Exception {
    try (OtherPorts ssh = OtherPorts.greeting("SSH-2.0-OpenSSH_9.6\r\n")) {
      assertThat(failure(KafkaCluster.at(ssh.address())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(": " + ssh.address() + " does not speak Kafka; check ");
    }
  }

  @Test
  void aProtocolInSmallLettersIsWhatClientsTakeItFor() throws Exception {
    try (OtherPorts tls = OtherPorts.alert()) {
      KafkaCluster cluster = KafkaCluster.at(tls.address()).timeout(Duration.ofSeconds(1));

      assertThatThrownBy(
              () ->
                  Brokers.ask(
                      cluster.option("security.protocol", "ssl"),
                      singleton("orders"),
                      BrokerOffsets::end))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageNotContaining("this client does not");
      assertThat(failure(cluster))
          .hasMessageContaining(" speaks TLS, and this client does not (call KafkaCluster.tls);");
    }
  }

  /** Such as the JDK's own. */
  @Test
  void aPortThatAnswersOnlyToHttpIsNamed() throws Exception {
    try (OtherPorts http = OtherPorts.silentHttp()) {
      KafkaCluster cluster = KafkaCluster.at(http.address());
      String reason = http.address() + " does not speak Kafka (it speaks HTTP); check ";

      assertThat(failure(cluster)).hasMessageContaining(reason);
      assertThat(failure(cluster.sasl(Sasl.plain("job", "geheim")))).hasMessageContaining(reason);
    }
  }

  /** Also the looks at the port end. */
  @Test
  void whatCannotBeNamedAtOnceIsNamedByALookAfterTheTimeout() throws Exception {
    try (OtherPorts silent = OtherPorts.silent();
        OtherPorts closing = OtherPorts.closing();
        OtherPorts http = OtherPorts.silentHttp()) {
      assertFails(KafkaCluster.at(silent.address()), "KafkaCluster.timeout");
      assertFails(
          KafkaCluster.at(closing.address()),
          closing.address() + " accepts the connection and closes it; check ");
      assertFails(
          KafkaCluster.at(http.address() + "," + silent.address()).tls(Tls.jvmTrustStore()),
          http.address() + " does not speak Kafka (it speaks HTTP), ");
    }
  }

  private static void assertFails(KafkaCluster cluster, String reason) {
    Duration limit = Duration.ofSeconds(2);
    assertThatThrownBy(
            () -> Brokers.ask(cluster.timeout(limit), singleton("orders"), BrokerOffsets::end))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("' within 2 s: ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "fetch.min.bytes, abc",
    "isolation.level, read_all",
    "fetch.min.bytes, -1",
    "partition.assignment.strategy, no.such.Class",
    "security.protocol, SLS",
  })
  void aBadPropertyIsNamed(String name, String value) throws Exception {
    try (OtherPorts broker = OtherPorts.kafka()) {
      assertThat(failure(KafkaCluster.at(broker.address()).option(name, value)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Invalid client property %s: '%s' (", name, value);
    }
  }

  @Test
  void aLoginThatIsMissingIsNamed() throws Exception {
    try (OtherPorts broker = OtherPorts.kafka()) {
      KafkaCluster cluster = KafkaCluster.at(broker.address());

      assertThat(failure(cluster.option("security.protocol", "SASL_PLAINTEXT")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid client property sasl.jaas.config: null (expected a login, as"
                  + " security.protocol is SASL_PLAINTEXT; call KafkaCluster.sasl, which sets"
                  + " both)");
    }
  }

  @Test
  void aTrustStoreThatCannotBeReadIsNamed(@TempDir Path folder) throws Exception {
    Path text = Files.write(folder.resolve("trust.p12"), "no store".getBytes(UTF_8));
    Path missing = folder.resolve("missing.p12");
    try (OtherPorts broker = OtherPorts.kafka()) {
      KafkaCluster cluster = KafkaCluster.at(broker.address());

      assertThat(failure(cluster.tls(Tls.trustStore(text, "geheim"))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("'" + text + "' cannot be read as a PKCS12 store (")
          .hasMessageEndingWith("); check what is given to KafkaCluster.tls");
      assertThat(
              failure(
                  cluster
                      .option("security.protocol", "SSL")
                      .option("ssl.truststore.location", missing.toString())))
          .hasMessageEndingWith(
              "'%s' of ssl.truststore.location is no file that this process can read; check what "
                  + "is given to KafkaCluster.tls",
              missing);
    }
  }
}
