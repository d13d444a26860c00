package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.DataLoss;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A query that is started with the checkpoint of one that has read another topic. */
class OtherCheckpointIT extends TrackerFixture {

  private static final String FOLDER = "spark.sql.streaming.checkpointLocation";

  private final String other = EmbeddedKafka.uniqueTopic("other");
  private final String words =
      "has the checkpoint of a query that read other topics: ["
          + other
          + "], which its sources do not select";

  @BeforeEach
  void leaveACheckpoint() throws Exception {
    kafka.createTopic(other, 1);
    kafka.produceNumbers(other, 0, 3);
    StreamingQuery before =
        KafkaStreamSource.topic(other)
            .bootstrapServers(kafka.bootstrapServers())
            .startingOffsets(StartingOffsets.earliest())
            .load(spark)
            .writeStream()
            .foreach(new Collected())
            .option("checkpointLocation", folder.resolve("shared").toString())
            .start();
    before.processAllAvailable();
    before.stop();
    kafka.produceNumbers(topic, 0, 10);
  }

  @Test
  @Shows(Restart.OTHER_TOPICS)
  void failsForAReasonThatIsNamed() throws Exception {
    TestLog log = TestLog.sinceNow();
    TrackedStream stream = tracker.stream("orders");
    StreamingQuery query = start(stream, "shared");
    assertThatThrownBy(query::awaitTermination).isInstanceOf(StreamingQueryException.class);

    await().atMost(LIMIT).until(() -> stream.status().health() == Health.DEGRADED);
    assertThat(stream.status().reason().get()).contains(words, "start it with a new checkpoint");
    assertThat(stored(stream).offsets().filter(p -> p.topic().equals(other)))
        .isEqualTo(TopicOffsets.empty());
    assertThat(log.warnings(words)).isNotEmpty();

    StreamingQuery again = start(stream, "new");
    again.processAllAvailable();
    stream.flush(LIMIT);
    assertThat(sink.records()).hasSize(10);
    assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
  }

  @Test
  void isNamedWhereSparkGoesOn() throws Exception {
    TestLog log = TestLog.sinceNow();
    TrackedStream stream = tracker.stream("orders");
    StreamingQuery query =
        writer(
                KafkaStreamSource.topic(topic)
                    .bootstrapServers(kafka.bootstrapServers())
                    .onDataLoss(DataLoss.SKIP)
                    .startingOffsets(stream.resume().firstTime(StartingOffsets.latest()))
                    .load(spark),
                "shared")
            .queryName("orders")
            .start();
    query.processAllAvailable();
    stream.flush(LIMIT);

    assertThat(stream.status().health()).isEqualTo(Health.DEGRADED);
    assertThat(stream.status().reason().get()).contains(words);
    assertThat(log.warnings(words)).isNotEmpty();
    assertThat(stored(stream).offsets()).isEqualTo(offsets(5, 5));
  }

  @Test
  void isNamedBeforeSparkStartsWhereTheSessionHasItsFolder() throws Exception {
    spark.conf().set(FOLDER, folder.toString());
    try {
      TestLog log = TestLog.sinceNow();
      TrackedStream stream = tracker.stream("shared");
      Dataset<Row> events = source(topic, stream).load(spark);
      assertThat(log.warnings(words)).hasSize(1);
      assertThat(log.warnings(words).get(0)).contains("A query 'shared' that is started without");

      StreamingQuery query =
          events.writeStream().queryName("shared").foreach(new Collected()).start();
      assertThatThrownBy(query::awaitTermination).isInstanceOf(StreamingQueryException.class);
    } finally {
      spark.conf().unset(FOLDER);
    }
  }

  @Test
  void isNotNamedBeforeWhereASourceSelectsOneOfItsTopics() throws Exception {
    spark.conf().set(FOLDER, folder.toString());
    try {
      TestLog log = TestLog.sinceNow();
      Dataset<Row> unused = source(other, tracker.stream("shared")).load(spark);
      Dataset<Row> unused2 = source(topic, tracker.stream("no-checkpoint")).load(spark);
      spark.conf().set(FOLDER, "no-such-scheme://host/folder");
      Dataset<Row> unused3 = source(topic, tracker.stream("elsewhere")).load(spark);
      assertThat(log.warnings("checkpoint of a query that read other topics")).isEmpty();
    } finally {
      spark.conf().unset(FOLDER);
    }
  }

  private KafkaStreamSource source(String topic, TrackedStream stream) {
    return KafkaStreamSource.topic(topic)
        .bootstrapServers(kafka.bootstrapServers())
        .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()));
  }
}
