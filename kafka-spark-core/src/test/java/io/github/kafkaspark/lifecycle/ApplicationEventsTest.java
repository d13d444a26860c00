package io.github.kafkaspark.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ApplicationEventsTest {

  /** One that a setting can name. */
  public static final class Handler implements ApplicationHandler {}

  @Test
  void printsItself() {
    SparkConf settings =
        new SparkConf(false).set(ApplicationEvents.HANDLERS, Handler.class.getName());

    assertThat(new ApplicationEvents(settings)).hasToString("ApplicationEvents(1 handler)");
    assertThat(new ApplicationEvents(new SparkConf(false)))
        .hasToString("ApplicationEvents(0 handlers)");
  }
}
