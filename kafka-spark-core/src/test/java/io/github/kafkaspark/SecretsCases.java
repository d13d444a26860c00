package io.github.kafkaspark;

import static io.github.kafkaspark.SecureKafka.PASSWORD;
import static io.github.kafkaspark.SecureKafka.STORE_PASSWORD;
import static io.github.kafkaspark.SecureKafka.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.SparkExtension;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A query with secrets, and all places where one could come up again. */
@ExtendWith({SecureKafka.Extension.class, SparkExtension.class})
abstract class SecretsCases {

  private final SecureKafka secure;
  private final SparkSession spark;
  private final String topic = EmbeddedKafka.uniqueTopic("secrets");

  SecretsCases(SecureKafka secure, SparkSession spark) {
    this.secure = secure;
    this.spark = spark;
  }

  private KafkaStreamSource source() {
    return KafkaStreamSource.topic(topic)
        .cluster(secure.at("SECURE").sasl(Sasl.scramSha512(USER, PASSWORD)).tls(secure.trust()))
        .startingOffsets(StartingOffsets.earliest());
  }

  private static void assertNoSecret(String where, String text) {
    assertThat(text).as(where).isNotEmpty().doesNotContain("hunter2", STORE_PASSWORD);
  }

  @Test
  void areInNoLogAndNoProgress() throws Exception {
    secure.kafka().createTopic(topic, 1);
    secure.kafka().produce(topic, 0, "a");

    try (CapturedLog log =
        CapturedLog.atDebug(
            "io.github.kafkaspark",
            "org.apache.spark.sql.kafka010",
            "org.apache.spark.sql.execution.streaming",
            "org.apache.kafka.clients",
            "org.apache.kafka.common")) {
      String name = "query_" + UUID.randomUUID().toString().replace('-', '_');
      StreamingQuery query =
          source().load(spark).writeStream().format("memory").queryName(name).start();
      try {
        query.processAllAvailable();
        assertThat(spark.table(name).count()).isEqualTo(1);
        assertNoSecret("progress", query.lastProgress().json());
        assertNoSecret("query", query + " " + query.status());
      } finally {
        query.stop();
      }
      assertThat(log.text()).contains("security.protocol = SASL_SSL");
      assertNoSecret("log", log.text());
    }
  }

  @Test
  void areInNoTextOfTheLibrarysValues() {
    KafkaStreamSource source = source();

    assertNoSecret("source", source.toString());
    assertNoSecret("SASL", Sasl.plain(USER, PASSWORD).toString());
    assertNoSecret("TLS", secure.trust().toString());
    assertNoSecret(
        "TLS with a key",
        secure
            .trust()
            .keyStore(secure.certificates().keyStore("good"), STORE_PASSWORD, STORE_PASSWORD)
            .toString());
  }

  /**
   * What {@link KafkaCluster} tells to set, since some versions of Spark print a source's options.
   */
  @Test
  void areInNoPlanWhereSparkIsToldToHideThem() {
    secure.kafka().createTopic(topic, 1);
    Dataset<Row> events = source().load(spark);
    String setting = "spark.sql.redaction.string.regex";

    spark.conf().set(setting, "(?is)jaas.config -> .*?\";|(pass\\w*|secret|token|key) -> [^,)]*");
    try {
      assertNoSecret("plan", events.queryExecution().toString());
    } finally {
      spark.conf().unset(setting);
    }
  }
}
