package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceNameTest {

  private static KafkaStreamSource on(SparkVersion spark) {
    return new KafkaStreamSource(
        SourceSettings.of(
            spark, SourceKind.STREAM, TopicSelection.topics(Collections.singleton("orders"))),
        StartingOffsets.latest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "Orders_1", "123", "_"})
  void isOneThatSparkTakes(String name) {
    KafkaStreamSource named = on(SparkVersion.V4_2).sourceName(name);

    assertThat(named.toString()).contains(", named " + name);
    assertThat(named.describe()).contains("\n  name = " + name + "  (sourceName)");
    assertThat(on(SparkVersion.V4_2).describe()).doesNotContain("sourceName");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a-b", "a.b", "a b", "é", "a\n"})
  void isNoOther(String name) {
    assertThatThrownBy(() -> on(SparkVersion.V4_2).sourceName(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid source name: '%s' (expected one or more of the characters a-z A-Z 0-9 _)",
            name);
  }

  @ParameterizedTest
  @EnumSource(value = SparkVersion.class, mode = EnumSource.Mode.EXCLUDE, names = "V4_2")
  void isRefusedOnASparkThatHasNone(SparkVersion spark) {
    assertThatThrownBy(() -> on(spark).sourceName("orders"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid source name: 'orders' (sources have names since Spark 4.2, and this is Spark "
                + "%s; remove it, or run on a newer Spark)",
            spark);
  }

  @Test
  void isSetOnce() {
    KafkaStreamSource named = on(SparkVersion.V4_2).sourceName("orders");

    assertThatThrownBy(() -> named.sourceName("others"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot call sourceName(others): sourceName(orders) has already named it; call it once");
    assertThatThrownBy(() -> on(SparkVersion.V4_2).sourceName(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name");
  }

  @Test
  void staysThroughOtherSteps() {
    assertThat(
            on(SparkVersion.V4_2)
                .sourceName("orders")
                .neutral()
                .maxOffsetsPerTrigger(1)
                .bootstrapServers("b:1")
                .startingOffsets(StartingOffsets.earliest())
                .toString())
        .contains(", named orders, neutral");
  }
}
