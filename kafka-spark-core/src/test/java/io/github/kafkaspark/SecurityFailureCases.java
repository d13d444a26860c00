package io.github.kafkaspark;

import static io.github.kafkaspark.SecureKafka.PASSWORD;
import static io.github.kafkaspark.SecureKafka.STORE_PASSWORD;
import static io.github.kafkaspark.SecureKafka.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.SparkExtension;
import java.time.Duration;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes wrong is said before a query starts, with the way out and without a secret. */
@Timeout(180)
@ExtendWith({SecureKafka.Extension.class, SparkExtension.class})
abstract class SecurityFailureCases {

  /** Of what the brokers refuse, for a machine that does other things too. */
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Of what is never answered, so that only a look at the port tells the reason. */
  private static final Duration SHORT = Duration.ofSeconds(4);

  private final SecureKafka secure;
  private final SparkSession spark;

  SecurityFailureCases(SecureKafka secure, SparkSession spark) {
    this.secure = secure;
    this.spark = spark;
  }

  private String failure(KafkaCluster secured) {
    return failure(secured, LONG);
  }

  private String failure(KafkaCluster secured, Duration limit) {
    KafkaCluster cluster = secured.timeout(limit);
    KafkaStreamSource source =
        KafkaStreamSource.topic(EmbeddedKafka.uniqueTopic("never-read")).cluster(cluster);
    Throwable thrown = catchThrowable(() -> source.load(spark));

    assertThat(thrown).isInstanceOf(IllegalStateException.class);
    assertThat(Throwables.getStackTrace(thrown))
        .doesNotContain("hunter2", STORE_PASSWORD, "wrong-secret");
    assertThat(thrown).hasMessageContaining(cluster.bootstrapServers());
    return thrown.getMessage();
  }

  @Test
  void aWrongPassword() {
    for (Sasl sasl :
        new Sasl[] {Sasl.plain(USER, "wrong-secret"), Sasl.scramSha512(USER, "wrong-secret")}) {
      assertThat(failure(secure.at("SECURE").sasl(sasl).tls(secure.trust())))
          .contains("the brokers refuse the login", "check the user and password");
    }
  }

  @Test
  void anUntrustedCertificate() throws Exception {
    assertThat(
            failure(
                secure
                    .at("SECURE")
                    .sasl(Sasl.plain(USER, PASSWORD))
                    .tls(
                        Tls.trustStore(
                            secure.certificates().strangersTrustStore(), STORE_PASSWORD))))
        .contains("unable to find valid certification path", "no authority that vouches");
  }

  @Test
  void anotherHostsCertificate() {
    assertThat(failure(secure.at("OTHERHOST").tls(secure.trust())))
        .contains("No subject alternative names", "certificate is another host's");
  }

  @Test
  void anExpiredCertificate() {
    assertThat(failure(secure.at("EXPIRED").tls(secure.trust())))
        .contains("NotAfter", "certificate is not valid now: renew it");
  }

  @Test
  void aPlainClientOnATlsPort() {
    assertThat(failure(secure.at("EXPIRED")))
        .contains(" speaks TLS, and this client does not (call KafkaCluster.tls); check");
  }

  @Test
  void aLoginWithoutTlsOnATlsPort() {
    assertThat(failure(secure.at("SECURE").sasl(Sasl.plain(USER, PASSWORD))))
        .contains(" speaks TLS, and this client does not (call KafkaCluster.tls); check");
  }

  @Test
  void aTlsClientOnAPlainPort() {
    assertThat(failure(secure.at("LOGIN").tls(secure.trust()), SHORT))
        .contains(" does not speak TLS, and this client does (leave out KafkaCluster.tls); check");
  }

  @Test
  void noLoginWhereOneIsWanted() {
    assertThat(failure(secure.at("LOGIN"), SHORT))
        .contains(" wants a login (call KafkaCluster.sasl); check");
  }

  @Test
  void aLoginWhereNoneIsWanted() {
    assertThat(
            failure(
                KafkaCluster.at(secure.kafka().bootstrapServers())
                    .sasl(Sasl.plain(USER, "wrong-secret"))))
        .contains("the brokers refuse the login", "this port may want no login: leave out");
  }

  @Test
  void noCertificateWhereOneIsWanted() {
    assertThat(failure(secure.at("MUTUAL").tls(secure.trust()))).contains("Tls.keyStore");
  }

  @Test
  void aWrongPasswordOfAStore() {
    assertThat(
            failure(
                secure
                    .at("EXPIRED")
                    .tls(Tls.trustStore(secure.certificates().trustStore(), "wrong-secret"))))
        .endsWith(
            "ssl.truststore.password is not the password of '"
                + secure.certificates().trustStore()
                + "'; check what is given to KafkaCluster.tls");
    assertThat(
            failure(
                secure
                    .at("MUTUAL")
                    .tls(
                        secure
                            .trust()
                            .keyStore(
                                secure.certificates().keyStore("good"),
                                STORE_PASSWORD,
                                "wrong-secret"))))
        .endsWith(
            "ssl.key.password is not the password of the key in '"
                + secure.certificates().keyStore("good")
                + "'; check what is given to KafkaCluster.tls");
  }

  @Test
  void aLoginThatNobodyCanRead() {
    Throwable thrown =
        catchThrowable(
            () ->
                KafkaStreamSource.topic("never-read")
                    .cluster(
                        secure
                            .at("LOGIN")
                            .option("security.protocol", "SASL_PLAINTEXT")
                            .option("sasl.mechanism", "PLAIN")
                            .option("sasl.jaas.config", "a.B required password=wrong secret;"))
                    .load(spark));

    assertThat(thrown)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid client property sasl.jaas.config: '***' (expected the ");
    assertThat(Throwables.getStackTrace(thrown)).doesNotContain("secret'", "wrong");
  }
}
