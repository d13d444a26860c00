package io.github.kafkaspark;

import static io.github.kafkaspark.StreamingQueries.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.NeedsSpark;
import io.github.kafkaspark.testing.SparkExtension;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sources that Spark finds again in a checkpoint by their names, where the session asks for it. */
@ExtendWith({KafkaExtension.class, SparkExtension.class})
@NeedsSpark(SparkVersion.V4_2)
class SourceNameIT {

  private static final String EVOLUTION =
      "spark.sql.streaming.queryEvolution.enableSourceEvolution";

  private final EmbeddedKafka kafka;
  private final SparkSession evolving;
  private final SparkSession plain;
  private final String topic = EmbeddedKafka.uniqueTopic("named");

  SourceNameIT(EmbeddedKafka kafka, SparkSession spark) {
    this.kafka = kafka;
    this.plain = spark;
    this.evolving = spark.newSession();
    evolving.conf().set(EVOLUTION, "true");
  }

  @BeforeEach
  void createTopic() {
    kafka.createTopic(topic, 1);
    kafka.produce(topic, 0, "a", "b");
  }

  private KafkaStreamSource source() {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(kafka.bootstrapServers())
        .startingOffsets(StartingOffsets.earliest());
  }

  @Test
  void areReadWithAName() throws Exception {
    KafkaStreamSource named = source().sourceName("orders_1");

    assertThat(named.check(evolving).errors()).isEmpty();
    assertThat(values(named.load(evolving))).containsExactlyInAnyOrder("a", "b");
    assertThat(values(named.load(evolving).union(source().sourceName("orders_2").load(evolving))))
        .containsExactlyInAnyOrder("a", "a", "b", "b");
  }

  @Test
  void areRefusedWithoutANameBeforeTheirStartIsDecided() {
    KafkaStreamSource unnamed = source().startingOffsets(StartingOffsets.of(brokers -> null));
    String refusal =
        "Cannot load topic '"
            + topic
            + "': the session has "
            + EVOLUTION
            + "=true, with which Spark reads only sources that have a name; call sourceName, or set "
            + "it to false";

    assertThatThrownBy(() -> unnamed.load(evolving))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(refusal);
    assertThat(source().check(evolving).errors()).containsExactly(refusal);
  }

  @Test
  void areRefusedWithANameThatTheSessionDoesNotWant() {
    KafkaStreamSource named = source().sourceName("orders_1");
    String refusal =
        "Cannot load topic '"
            + topic
            + "': Spark takes sourceName(orders_1) only in a session that has "
            + EVOLUTION
            + "=true, and a checkpoint that began with it; set it before the source loads, or remove "
            + "the name";

    assertThatThrownBy(() -> named.load(plain))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(refusal);
    assertThat(named.check(plain).errors()).containsExactly(refusal);
  }

  @Test
  void needNoNameInABatch() {
    assertThat(
            KafkaBatchSource.topic(topic)
                .bootstrapServers(kafka.bootstrapServers())
                .load(evolving)
                .count())
        .isEqualTo(2);
  }
}
