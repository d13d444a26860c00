package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.SparkVersion;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.NeedsSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Spark loads the listener into a job of its own that has no line of this library's. */
@ExtendWith(KafkaExtension.class)
@NeedsSpark(SparkVersion.V2_4)
class OffsetListenerLoadIT {

  @Test
  @Timeout(300)
  void aJobWhoseCodeDoesNotChangeIsRecordedToItsEnd(EmbeddedKafka kafka, @TempDir Path folder)
      throws Exception {
    String topic = EmbeddedKafka.uniqueTopic("plain");
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, 100);

    Process job = job(kafka.bootstrapServers(), topic, folder);
    assertThat(job.waitFor(200, TimeUnit.SECONDS)).isTrue();
    assertThat(job.exitValue()).as(log(folder)).isZero();

    try (OffsetStore store = OffsetStores.file(folder.resolve("offsets"))) {
      OffsetCommit commit = store.latest(StreamId.of("plain")).get();
      assertThat(commit.offsets())
          .isEqualTo(TopicOffsets.empty().withOffset(topic, 0, 50).withOffset(topic, 1, 50));
      assertThat(commit.generation()).isEqualTo(1);
    }
  }

  private static String log(Path folder) throws IOException {
    return new String(Files.readAllBytes(folder.resolve("job.log")), UTF_8);
  }

  private static Process job(String brokers, String topic, Path folder) throws Exception {
    List<String> command =
        ChildJvm.withSpark(PlainJob.class, brokers, topic, folder.resolve("checkpoint"));
    // What spark-submit makes of --conf.
    command.addAll(
        1,
        Arrays.asList(
            "-Dspark.sql.streaming.streamingQueryListeners=" + OffsetListener.class.getName(),
            "-D" + OffsetListener.STORE + "=file:" + folder.resolve("offsets")));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("job.log").toFile())
        .start();
  }
}
