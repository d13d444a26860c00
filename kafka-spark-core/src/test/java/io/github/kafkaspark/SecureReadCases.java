package io.github.kafkaspark;

import static io.github.kafkaspark.SecureKafka.PASSWORD;
import static io.github.kafkaspark.SecureKafka.STORE_PASSWORD;
import static io.github.kafkaspark.SecureKafka.USER;
import static io.github.kafkaspark.StreamingQueries.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.NeedsSpark;
import io.github.kafkaspark.testing.SparkExtension;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real logins and real encryption, by Spark's consumers and the library's own. */
@ExtendWith({SecureKafka.Extension.class, SparkExtension.class})
abstract class SecureReadCases {

  private final SecureKafka secure;
  private final SparkSession spark;
  private final String topic = EmbeddedKafka.uniqueTopic("secured");

  SecureReadCases(SecureKafka secure, SparkSession spark) {
    this.secure = secure;
    this.spark = spark;
  }

  @BeforeEach
  void createTopic() {
    secure.kafka().createTopic(topic, 2);
    secure.kafka().produce(topic, 0, "a");
    secure.kafka().produce(topic, 1, "b");
  }

  private void assertReads(KafkaCluster cluster) throws Exception {
    assertThat(
            values(
                KafkaStreamSource.topic(topic)
                    .cluster(cluster)
                    .startingOffsets(StartingOffsets.of(BrokerOffsets::beginning))
                    .load(spark)))
        .containsExactlyInAnyOrder("a", "b");
  }

  static Stream<Sasl> mechanisms() {
    return Stream.of(
        Sasl.plain(USER, PASSWORD),
        Sasl.scramSha256(USER, PASSWORD),
        Sasl.scramSha512(USER, PASSWORD));
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void aStreamLogsInOverTls(Sasl sasl) throws Exception {
    assertReads(secure.at("SECURE").sasl(sasl).tls(secure.trust()));
  }

  /** As Kafka's own tools do with the same file. */
  @Test
  void aStreamLogsInOverTlsByAFileOfProperties(@TempDir Path folder) throws Exception {
    KafkaCluster cluster = secure.at("SECURE").sasl(Sasl.plain(USER, PASSWORD)).tls(secure.trust());
    Properties properties = new Properties();
    properties.putAll(cluster.options());
    properties.setProperty("bootstrap.servers", cluster.bootstrapServers());
    Path file = folder.resolve("client.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    assertThat(secure.at("SECURE").properties(file)).isEqualTo(cluster);
    assertReads(secure.at("SECURE").properties(file));
  }

  @Test
  void aBatchLogsInOverTls() {
    KafkaCluster cluster =
        secure.at("SECURE").sasl(Sasl.scramSha512(USER, PASSWORD)).tls(secure.trust());
    DataFrameReader reader =
        spark
            .read()
            .format("kafka")
            .option("kafka.bootstrap.servers", cluster.bootstrapServers())
            .option("subscribe", topic);
    cluster.options().forEach((name, value) -> reader.option("kafka." + name, value));

    assertThat(reader.load().selectExpr("CAST(value AS STRING)").collectAsList())
        .extracting((Row row) -> row.getString(0))
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aStreamLogsInWithoutTls() throws Exception {
    assertReads(secure.at("LOGIN").sasl(Sasl.plain(USER, PASSWORD)));
  }

  @Test
  void aStreamShowsItsCertificate() throws Exception {
    assertReads(
        secure
            .at("MUTUAL")
            .tls(secure.trust().keyStore(secure.certificates().keyStore("good"), STORE_PASSWORD)));
  }

  @Test
  void theCheckOfNamesCanBeSwitchedOff() throws Exception {
    assertReads(
        secure
            .at("OTHERHOST")
            .option("ssl.endpoint.identification.algorithm", "")
            .tls(secure.trust().keyStore(secure.certificates().keyStore("good"), STORE_PASSWORD)));
  }

  /** Spark 3.2 is the first with clients that read PEM files. */
  @Test
  @NeedsSpark(SparkVersion.V3_2)
  void aStreamReadsPemFiles() throws Exception {
    assertReads(
        secure
            .at("MUTUAL")
            .tls(
                Tls.trustPem(secure.certificates().trustPem())
                    .keyPem(secure.certificates().keyPem())));
  }

  /** Spark 2.4 is the first with clients that know it, Kafka 2.0 the first broker. */
  @Test
  @NeedsSpark(SparkVersion.V2_4)
  void aTokenLogsInWhereTheBrokersTakeOne() throws Exception {
    KafkaCluster cluster =
        secure
            .at("SECURE")
            .sasl(
                Sasl.oauthBearer(
                    "org.apache.kafka.common.security.oauthbearer.internals.unsecured"
                        + ".OAuthBearerUnsecuredLoginCallbackHandler",
                    Collections.singletonMap("unsecuredLoginStringClaim_sub", USER)))
            .tls(secure.trust());

    if (SecureKafka.brokersKnowOauthBearer()) {
      assertReads(cluster);
      return;
    }
    assertThatThrownBy(() -> assertReads(cluster))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the brokers refuse the login (")
        .hasMessageContaining("check the user and password, the keytab or the token");
  }
}
