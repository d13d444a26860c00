package io.github.kafkaspark.tool.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTest {

  /** What has the texts about brokers that a command may print. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka-spark-core/src/main/java/io/github/kafkaspark/internal/BrokerPorts.java",
        "kafka-spark-core/src/main/java/io/github/kafkaspark/internal/ClientTrouble.java",
        "kafka-spark-core/src/main/java/io/github/kafkaspark/ClientProperties.java",
        "kafka-spark-core/src/main/java/io/github/kafkaspark/ConnectionFailure.java",
        "kafka-spark-offsets/src/main/java/io/github/kafkaspark/offsets/store/file/HdfsStore.java",
        "kafka-spark-offsets/src/main/java/io/github/kafkaspark/offsets/store/kafka/GroupFailure.java"
      })
  void knowEachMethodThatTheLibraryNames(String file) throws IOException {
    Path source = Paths.get(System.getProperty("basedir", ""), "..", file);
    String texts =
        new String(Files.readAllBytes(source), UTF_8)
            .replaceAll("\"\\s*\\+ \"", "") // A text that goes over lines.
            .replaceAll("(?m)^ *(/\\*\\*|\\*|//|import |package ).*", "");
    StringBuilder literals = new StringBuilder();
    Matcher literal = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"").matcher(texts);
    while (literal.find()) {
      literals.append(ShellWords.of(literal.group())).append('\n');
    }
    assertThat(literals.toString())
        .doesNotContainPattern("(KafkaCluster|OffsetStores|Sasl|Tls)\\.")
        .doesNotContain("bootstrapServers,")
        .doesNotContain("see the cause");
  }

  @Test
  void leaveOtherTextAlone() {
    assertThat(ShellWords.of("check the topic 'KafkaCluster'"))
        .isEqualTo("check the topic 'KafkaCluster'");
  }
}
