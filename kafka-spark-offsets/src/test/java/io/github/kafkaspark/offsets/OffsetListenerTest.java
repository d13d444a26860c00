package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class OffsetListenerTest {

  private final SparkConf settings = new SparkConf(false);

  @Test
  void printsWhatItRecords() {
    assertThat(new OffsetListener(settings))
        .hasToString("OffsetListener(records nothing: see the log)");
    settings.set(OffsetListener.STORE, "file:/var/lib/offsets");
    assertThat(new OffsetListener(settings))
        .hasToString("OffsetListener(every query with a name in file:/var/lib/offsets)");
    settings.set(OffsetListener.STREAMS, "payments,orders");
    settings.set(OffsetListener.STORE, "jdbc:postgresql://host/db?user=job&password=hunter2");
    assertThat(new OffsetListener(settings).toString())
        .startsWith("OffsetListener(queries [orders, payments] in jdbc:postgresql://host/db")
        .doesNotContain("hunter2");
  }
}
