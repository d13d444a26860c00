package io.github.kafkaspark;

import static io.github.kafkaspark.SourceKind.BATCH;
import static io.github.kafkaspark.SourceKind.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.SourceCheck.Finding;
import io.github.kafkaspark.SourceCheck.Line;
import io.github.kafkaspark.internal.LoggedOnce;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceCheckTest {

  private final List<Line> lines = new ArrayList<>();
  private final IllegalStateException cause = new IllegalStateException("no brokers");

  private SourceCheck check() {
    return new SourceCheck("the source", lines);
  }

  private void add(Finding finding, String subject, String text, RuntimeException because) {
    lines.add(new Line(finding, subject, text, because));
  }

  @Test
  void withoutAnErrorDoesNotStop() {
    add(Finding.OK, "brokers", "answer", null);
    add(Finding.SKIPPED, "offsets", "later", null);

    assertThat(check().errors()).isEmpty();
    assertThat(check().warnings()).isEmpty();
    check().orFail();
  }

  @Test
  void stopsAtOneError() {
    add(Finding.ERROR, "brokers", "Cannot ask: no brokers; start them", cause);

    assertThatThrownBy(() -> check().orFail())
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot read the source: Cannot ask: no brokers; start them")
        .hasSuppressedException(cause);
  }

  @Test
  void namesAllErrorsAtOnce() {
    add(Finding.ERROR, "brokers", "Cannot ask: no brokers; start them", cause);
    add(Finding.WARNING, "spark", "old", null);
    add(Finding.ERROR, "topics", "Invalid topic: 'x'", null);

    assertThat(check().errors())
        .containsExactly("Cannot ask: no brokers; start them", "Invalid topic: 'x'");
    assertThatThrownBy(() -> check().orFail())
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot read the source, because of all of\n"
                + "- Cannot ask: no brokers; start them\n"
                + "- Invalid topic: 'x'")
        .hasSuppressedException(cause);
  }

  @Test
  void logsAWarningOnce() {
    String warning = "a warning of " + UUID.randomUUID();
    add(Finding.WARNING, "spark", warning, null);
    try (CapturedLog log = CapturedLog.atDebug(LoggedOnce.class.getName())) {
      check().orFail();
      check().orFail();

      assertThat(log.text().split("\n", -1)).filteredOn(line -> line.contains(warning)).hasSize(1);
    }
    assertThat(check().warnings()).containsExactly(warning);
  }

  @Test
  void logsNoWarningWhereItStops() {
    String warning = "a warning of " + UUID.randomUUID();
    add(Finding.WARNING, "spark", warning, null);
    add(Finding.ERROR, "brokers", "Cannot ask", cause);
    try (CapturedLog log = CapturedLog.atDebug(LoggedOnce.class.getName())) {
      assertThatThrownBy(() -> check().orFail()).hasMessage("Cannot read the source: Cannot ask");

      assertThat(log.text()).isEmpty();
    }
  }

  @Test
  void remembersNotWithoutEndWhatWasLogged() {
    try (CapturedLog log = CapturedLog.atDebug(LoggedOnce.class.getName())) {
      String first = "the first of " + UUID.randomUUID();
      LoggedOnce.warn(first);
      for (int i = 0; i < 1_000; i++) {
        LoggedOnce.warn(first + " " + i);
      }
      LoggedOnce.warn(first);

      assertThat(log.text().split("\n", -1)).filteredOn(line -> line.endsWith(first)).hasSize(2);
    }
  }

  @Test
  void isATable() {
    add(Finding.OK, "spark", "Spark 2.3", null);
    add(Finding.WARNING, "compaction", "old", null);
    add(Finding.ERROR, "topics", "Invalid topic: 'x'\nand more", cause);
    add(Finding.SKIPPED, "offsets", "later", null);

    assertThat(check().describe().split("\\R", -1))
        .containsExactly(
            "Check of the source: 1 error, 1 warning",
            "  ok       spark       Spark 2.3",
            "  warning  compaction  old",
            "  error    topics      Invalid topic: 'x'",
            "                       and more",
            "  skipped  offsets     later");
    assertThat(check())
        .hasToString("Check of the source: 1 error, 1 warning: Invalid topic: 'x' and more");
  }

  @Test
  void canNotBeModified() {
    add(Finding.ERROR, "topics", "Invalid topic: 'x'", cause);
    SourceCheck check = check();
    lines.clear();

    assertThat(check.errors()).hasSize(1);
    assertThatThrownBy(() -> check.errors().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> check.warnings().add(""))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Nested
  class DriversGroup {

    private final Map<String, Setting> options = new HashMap<>();

    private Optional<String> group(SparkVersion spark, SourceKind kind, String deprecated) {
      return SourceChecker.driverGroup(spark, kind, options, deprecated);
    }

    @ParameterizedTest
    @CsvSource({
      "V2_3, true",
      "V2_4, false",
      "V3_0, false",
      "V3_1, true",
      "V3_3, true",
      "V3_4, true",
      "V4_2, TRUE"
    })
    void isUsedByADriverWithAConsumer(SparkVersion spark, String deprecated) {
      assertThat(group(spark, STREAM, deprecated))
          .get()
          .asString()
          .matches("spark-kafka-source-.+");
      assertThat(group(spark, BATCH, deprecated))
          .get()
          .asString()
          .matches("spark-kafka-relation-.+");
    }

    @ParameterizedTest
    @CsvSource({"V3_1", "V3_3", "V3_4", "V4_2"})
    void isNotUsedByADriverWithAnAdmin(SparkVersion spark) {
      assertThat(group(spark, STREAM, "false")).isEmpty();
    }

    @Test
    void isNamedByTheSource() {
      options.put("groupIdPrefix", new Setting("mine", "a test"));
      assertThat(group(SparkVersion.V3_0, STREAM, "true")).get().asString().matches("mine-.+");

      options.put("kafka.group.id", new Setting("ours", "a test"));
      assertThat(group(SparkVersion.V3_0, STREAM, "true")).contains("ours");
    }
  }
}
