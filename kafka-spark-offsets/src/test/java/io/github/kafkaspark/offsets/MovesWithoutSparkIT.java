package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A program without Spark, such as a tool, moves streams. */
@ExtendWith(KafkaExtension.class)
@Timeout(120)
class MovesWithoutSparkIT {

  private static final String JARS =
      ".*/(jackson-core|kafka-clients|lz4-java|snappy-java|slf4j-api)-[^/]*";

  @TempDir Path folder;

  @Test
  void rewindsExportsRenamesAndForgets(EmbeddedKafka kafka) throws Exception {
    String topic = EmbeddedKafka.uniqueTopic("orders");
    kafka.createTopic(topic, 1);
    kafka.produceNumbers(topic, 0, 9);
    String brokers = kafka.bootstrapServers();
    String moved = "NEW again 5 at 0 imported true renamed true forgotten true";
    assertThat(
            ChildJvm.lines(
                ChildJvm.classPath(JARS),
                MoveProgram.class,
                brokers,
                topic,
                folder.resolve("checkpoint"),
                folder.resolve("offsets").toUri(),
                "kafka:" + brokers + "/moves-" + UUID.randomUUID() + "-"))
        .containsExactly(moved, moved);
  }
}
