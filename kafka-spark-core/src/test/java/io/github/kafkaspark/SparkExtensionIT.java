package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
class SparkExtensionIT {

  @Test
  void readsTheBrokersRecords(SparkSession spark, EmbeddedKafka kafka) {
    String topic = EmbeddedKafka.uniqueTopic("orders");
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, 100);

    long records =
        spark
            .read()
            .format("kafka")
            .option("kafka.bootstrap.servers", kafka.bootstrapServers())
            .option("subscribe", topic)
            .load()
            .count();

    assertThat(records).isEqualTo(100);
  }
}
