package io.github.kafkaspark;

import static io.github.kafkaspark.SourceKind.BATCH;
import static io.github.kafkaspark.SourceKind.STREAM;
import static io.github.kafkaspark.SparkVersion.V2_3;
import static io.github.kafkaspark.SparkVersion.V2_4;
import static io.github.kafkaspark.SparkVersion.V4_1;
import static io.github.kafkaspark.SparkVersion.V4_2;
import static java.lang.String.CASE_INSENSITIVE_ORDER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkBugsTest {

  private final Map<String, Setting> options = new TreeMap<>(CASE_INSENSITIVE_ORDER);

  private List<String> bugs(SparkVersion spark, String release, SourceKind kind) {
    return SparkBugs.metBy(spark, release, kind, options);
  }

  private void set(String name, String value) {
    options.put(name, new Setting(value, "a test"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.1.0", "4.1.1", "4.1.1-vendor-7", "4.1.0.3.cloud"})
  void aRestartWithAnUnfinishedBatchFails(String release) {
    assertThat(bugs(V4_1, release, STREAM))
        .containsExactly(
            "Spark "
                + release
                + " ends a query whose restart finds an unfinished batch in its checkpoint, by a "
                + "NullPointerException in the metrics of its Kafka source (SPARK-55271); run "
                + "Spark 4.2 or newer, or restart with a new checkpoint from offsets that an "
                + "OffsetTracker has stored");
    assertThat(bugs(V4_1, release, BATCH)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.3.0", "2.3.1", "2.3.1.mapr-1808"})
  void consumersStayOpen(String release) {
    assertThat(bugs(V2_3, release, STREAM))
        .containsExactly(
            "Spark "
                + release
                + " leaves a consumer open for each partition that has nothing new in a batch "
                + "(SPARK-24987); run Spark 2.3.2 or newer");
    assertThat(bugs(V2_3, release, BATCH)).isEmpty();
  }

  @Test
  void otherReleasesHaveNone() {
    set("kafka.isolation.level", "read_committed");

    assertThat(bugs(V4_1, "4.1.2", STREAM)).isEmpty();
    assertThat(bugs(V4_1, "4.1.10", STREAM)).isEmpty();
    assertThat(bugs(V4_2, "4.2.0", STREAM)).isEmpty();
    assertThat(bugs(V2_4, "2.4.8", STREAM)).isEmpty();
    assertThat(bugs(V2_4, "2.4.8", BATCH)).isEmpty();
  }

  @Test
  void gapsOfTransactionsAreTakenForLoss() {
    set("Kafka.isolation.level", "READ_COMMITTED");
    String gaps =
        "Spark 2.3 takes the gaps that aborted transactions leave for lost records and fails "
            + "(SPARK-25005), and 'kafka.isolation.level' is read_committed; run Spark 2.4 or "
            + "newer, or call onDataLoss(DataLoss.SKIP), with which records that are really lost "
            + "are passed over too";

    assertThat(bugs(V2_3, "2.3.4", STREAM)).containsExactly(gaps);
    assertThat(bugs(V2_3, "2.3.4", BATCH)).containsExactly(gaps);

    set("failOnDataLoss", "TRUE");
    assertThat(bugs(V2_3, "2.3.4", STREAM)).containsExactly(gaps);

    set("failOnDataLoss", "false");
    assertThat(bugs(V2_3, "2.3.4", STREAM)).isEmpty();
  }

  @Test
  void gapsOfTransactionsAreNotReadByDefault() {
    assertThat(bugs(V2_3, "2.3.4", STREAM)).isEmpty();

    set("kafka.isolation.level", "read_uncommitted");
    assertThat(bugs(V2_3, "2.3.4", STREAM)).isEmpty();
  }

  @Test
  void gapsOfCompactionAreTakenForLossOn23Alone() {
    assertThat(SparkBugs.takesGapsForLoss(V2_3, options)).isTrue();
    assertThat(SparkBugs.takesGapsForLoss(V2_4, options)).isFalse();
    set("failOnDataLoss", "false");
    assertThat(SparkBugs.takesGapsForLoss(V2_3, options)).isFalse();

    assertThat(SparkBugs.gapsOf(new TreeSet<>(Arrays.asList("b", "a"))))
        .isEqualTo(
            "Spark 2.3 takes the gaps that compaction leaves for lost records and fails "
                + "(SPARK-25005), and [a, b] are compacted; run Spark 2.4 or newer, or call "
                + "onDataLoss(DataLoss.SKIP), with which records that are really lost are passed "
                + "over too");
  }
}
