// region test
package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({KafkaExtension.class, SparkExtension.class})
class OrdersJobTest {

  private final Queue<String> sink = new ConcurrentLinkedQueue<>();

  @Test
  void readsEveryOrderOnceOverTwoRuns(SparkSession spark, EmbeddedKafka kafka, @TempDir Path folder)
      throws Exception {
    String topic = EmbeddedKafka.uniqueTopic("orders");
    kafka.createTopic(topic, 3);
    kafka.produceNumbers(topic, 0, 300);
    run(spark, kafka, topic, folder);
    kafka.produceNumbers(topic, 300, 500);
    run(spark, kafka, topic, folder);

    assertEquals(500, sink.size());
    assertEquals(500, new HashSet<>(sink).size());
  }

  /** Each run has a new checkpoint; only the store remembers. */
  private void run(SparkSession spark, EmbeddedKafka kafka, String topic, Path folder)
      throws Exception {
    try (OffsetTracker tracker = OffsetTracker.attach(spark, OffsetStores.file(folder))) {
      StreamingQuery query =
          OrdersJob.start(
              spark, tracker.stream("orders-to-lake"), kafka.bootstrapServers(), topic, sink);
      query.processAllAvailable();
      query.stop();
    }
  }
}
// endregion
