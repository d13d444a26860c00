package io.github.kafkaspark.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.spark.package$;
import org.junit.jupiter.api.Test;

/** What runs is the row. */
class RowTest {

  @Test
  void thisIsTheRow() {
    assertThat(package$.MODULE$.SPARK_VERSION()).isEqualTo(System.getProperty("row.spark"));
    assertThat(System.getProperty("java.specification.version").replace("1.", ""))
        .isEqualTo(System.getProperty("row.java"));
    assertThat(AppInfoParser.getVersion()).isEqualTo(System.getProperty("row.clients"));
  }
}
