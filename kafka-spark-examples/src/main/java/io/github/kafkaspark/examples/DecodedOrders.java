package io.github.kafkaspark.examples;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.Sasl;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.Tls;
import io.github.kafkaspark.payload.Payload;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Logs in, reads JSON, and puts a malformed record aside. */
public final class DecodedOrders {

  private static final String PASSWORD = "a \"strange\" password";

  private DecodedOrders() {}

  /** Takes no arguments; exits with 0 if the good orders were decoded and the bad one kept. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.runInFolder("DecodedOrders", args, DecodedOrders::decode);
  }

  /** A cluster as most are. The example's own broker asks for a password and has no certificate. */
  static KafkaCluster secured(String brokers, String password, Path trustStore, String storePass) {
    // region security
    KafkaCluster cluster =
        KafkaCluster.at(brokers)
            .sasl(Sasl.scramSha512("orders-job", password))
            .tls(Tls.trustStore(trustStore, storePass))
            .timeout(Duration.ofSeconds(10));
    // endregion
    return cluster;
  }

  private static boolean decode(Path folder) throws Exception {
    Example.say("Starting a Kafka broker that asks for a password, and a Spark session");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(settings());
        SparkSession spark = Example.localSession()) {
      kafka.createTopic("orders", 1);
      kafka.produce("orders", 0, "{\"id\":1,\"item\":\"tea\"}", "{\"id\":\"two\"}", "{\"id\":3}");
      KafkaCluster cluster =
          KafkaCluster.at(kafka.bootstrapServers("LOGIN"))
              .sasl(Sasl.scramSha512("orders-job", PASSWORD));
      StreamingQuery query =
          decoded(spark, cluster).writeStream().format("memory").queryName("orders").start();
      query.processAllAvailable();
      query.stop();
      Dataset<Row> rows =
          spark
              .table("orders")
              .selectExpr(
                  "offset", "value.id", "value.item", "CAST(malformed AS STRING) AS malformed")
              .orderBy("offset");
      Example.say(TextTable.of(rows).toString());
      long good = spark.table("orders").where("value.id IN (1, 3)").count();
      long aside = spark.table("orders").where("malformed IS NOT NULL").count();
      return Example.verdict(
          "DecodedOrders", good == 2 && aside == 1, "decoded " + good + ", put aside " + aside);
    }
  }

  private static Dataset<Row> decoded(SparkSession spark, KafkaCluster cluster) {
    // region payload
    StructType schema =
        new StructType().add("id", DataTypes.LongType).add("item", DataTypes.StringType);

    Dataset<Row> events =
        KafkaStreamSource.topic("orders")
            .cluster(cluster)
            .startingOffsets(StartingOffsets.earliest())
            .load(spark);
    Dataset<Row> keyed = Payload.string().decodeKey(events);
    Dataset<Row> orders = Payload.json(schema).malformedTo("malformed").decodeValue(keyed);
    // endregion
    return orders;
  }

  /** Not run here: Spark has Avro since 2.4, and the schemas would come from a registry. */
  static Dataset<Row> avro(Dataset<Row> events, String first, String second) {
    // region avro
    Map<Integer, String> writers = new HashMap<>();
    writers.put(17, first);
    writers.put(23, second);
    Dataset<Row> orders = Payload.confluentAvro(writers, second).decodeValue(events);
    // endregion
    return orders;
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("listener.security.protocol.map", "LOGIN:SASL_PLAINTEXT");
    settings.put("listener.name.login.sasl.enabled.mechanisms", "SCRAM-SHA-512");
    settings.put(
        "listener.name.login.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    settings.put("kit.scram.orders-job", PASSWORD);
    return settings;
  }
}
