package io.github.kafkaspark.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Collections;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.spark.package$;
import org.junit.jupiter.api.Test;

/** The row is what its name says, and says which Kafka clients came with it. */
class RowTest {

  @Test
  void thisIsTheRow() throws IOException {
    assertThat(package$.MODULE$.SPARK_VERSION()).isEqualTo(System.getProperty("row.spark"));
    assertThat(System.getProperty("java.specification.version").replace("1.", ""))
        .isEqualTo(System.getProperty("row.java"));

    Path clients = Paths.get(System.getProperty("java.io.tmpdir"), "clients");
    Files.write(clients, Collections.singletonList(AppInfoParser.getVersion()), UTF_8);
  }
}
