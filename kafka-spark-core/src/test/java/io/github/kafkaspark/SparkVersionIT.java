package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.NeedsSpark;
import io.github.kafkaspark.testing.SparkExtension;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
class SparkVersionIT {

  @Test
  void knowsWhichSparkRuns(SparkSession spark) {
    assertThat(spark.version()).startsWith(SparkVersion.running() + ".");
  }

  @Test
  @NeedsSpark(SparkVersion.V3_0)
  void readsHeadersWhereSparkHasThem(SparkSession spark, EmbeddedKafka kafka) {
    String topic = EmbeddedKafka.uniqueTopic("headers");
    kafka.createTopic(topic, 1);

    assertThat(
            KafkaStreamSource.topic(topic)
                .bootstrapServers(kafka.bootstrapServers())
                .option("includeHeaders", "true")
                .load(spark)
                .columns())
        .contains("headers");
  }
}
