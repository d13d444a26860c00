package io.github.kafkaspark.tool.see;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.tool.Ran;
import io.github.kafkaspark.tool.ToolPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCommandTest {

  @TempDir Path folder;

  /** As Spark leaves it behind a batch. */
  static void write(Path folder, String topic, long offset) throws IOException {
    write(folder.resolve("metadata"), "{\"id\":\"11111111-2222-3333-4444-555555555555\"}");
    write(
        folder.resolve("sources/0/0"), "v1\n{\"orders\":{\"0\":0,\"1\":0}}".replace("v1", "\0v1"));
    write(
        folder.resolve("offsets/0"),
        "v1\n{\"batchWatermarkMs\":0,\"batchTimestampMs\":1700000000000,\"conf\":{}}\n"
            + String.format("{\"%s\":{\"0\":%d,\"1\":4}}", topic, offset));
    write(folder.resolve("commits/0"), "v1\n{}");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(UTF_8));
  }

  @Test
  void showsWhereARestartGoesOn() throws Exception {
    write(folder, "orders", 17);
    Ran ran = Ran.of("checkpoint", folder.toString());
    assertThat(ran.out)
        .contains("batch done   0\n")
        .contains("keeps state  no\n")
        .contains("orders          0           17\n");
    assertThat(ran.err)
        .startsWith(
            "kafka-spark: warning: if a query goes on without it: batches have run under it");
    assertThat(ran.status).isZero();
  }

  @Test
  void tellsProgramsTheSame() throws Exception {
    write(folder, "orders", 17);
    Ran ran = Ran.of("checkpoint", folder.toUri().toString(), "--json");
    assertThat(ran.out)
        .contains("\"state\":\"BETWEEN_BATCHES\",\"batch\":0,")
        .contains("\"offsets\":{\"orders\":{\"0\":17,\"1\":4}}");
    ToolPage.assertHasFieldsOf("checkpoint", ran.out);
  }

  @Test
  void saysThatThereIsNone() {
    Path none = folder.resolve("none");
    Ran ran = Ran.of("checkpoint", none.toString());
    assertThat(ran.err).startsWith("kafka-spark: ").contains(none.toString()).hasLineCount(1);
    assertThat(ran.status).isOne();
    assertThat(none).doesNotExist();
  }

  @Test
  void saysWhatHdfsWants() {
    Ran ran = Ran.of("checkpoint", "hdfs://namenode/checkpoints/orders");
    assertThat(ran.err)
        .isEqualTo(
            "kafka-spark: Cannot open hdfs://namenode/checkpoints/orders: Hadoop's jars are missing;"
                + " set HADOOP_CLASSPATH, on a host of the cluster by export"
                + " HADOOP_CLASSPATH=$(hadoop classpath)\n");
    assertThat(ran.status).isOne();
  }
}
