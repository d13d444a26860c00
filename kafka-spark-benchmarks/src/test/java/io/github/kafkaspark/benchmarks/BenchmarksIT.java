package io.github.kafkaspark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.examples.Captured;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the benchmarks quickly: looks at their tables, not at the figures. */
@Timeout(180)
@Tag("heavy")
class BenchmarksIT {

  @Test
  void storeBenchmarkMeasuresEachStoreAndSaysWhichBoundsHeld() throws Exception {
    Captured output = Captured.run(StoreBenchmark::run, "--quick");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines())
        .anyMatch(line -> line.matches("Spark \\S+, Scala \\S+, Java \\S+, .* broker kafka_.*"))
        .anyMatch(line -> line.matches("\\d+ cores of .*, folder on .*"))
        .anyMatch(line -> line.matches("1 partition +Spark's offset log( +[\\d.,]+){3}( +-){2}"))
        .anyMatch(line -> line.matches("100 partitions +OffsetStores.kafka .*"))
        .anyMatch(line -> line.matches("100 partitions +OffsetStores.kafkaWithoutTransactions .*"))
        .anyMatch(line -> line.matches("100 partitions +a bare read of the file .*"))
        .anyMatch(line -> line.matches("100 partitions +OffsetStores.file, and the plan .*"))
        .anyMatch(line -> line.matches("100 partitions +OffsetStores.kafka, and the plan .*"))
        .anyMatch(line -> line.matches("100 partitions +Brokers.ask .*"))
        .anyMatch(line -> line.matches("(held  |MISSED)  file, 1 partition: .* \\(expected .*\\)"));
    assertThat(output.lines().stream().filter(line -> line.contains("(A/A)"))).hasSize(8);
  }

  @Test
  void trackerBenchmarkMeasuresBatchesAndEventsAndSaysWhichBoundsHeld() throws Exception {
    Captured output = Captured.run(TrackerBenchmark::run, "--quick");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines())
        .anyMatch(line -> line.matches("Spark \\S+, Scala \\S+, Java \\S+, .* broker kafka_.*"))
        .anyMatch(line -> line.matches("\\d+ cores of .*, folder on .*"))
        .anyMatch(line -> line.matches("without the library( +[\\d.,]+){3}( +-){2}"))
        .anyMatch(line -> line.matches("100 partitions +an empty listener( +[\\d.,]+){5}"))
        .anyMatch(line -> line.matches("100 partitions +a consumer per event( +[\\d.,]+){8}"));
    for (String query : new String[] {"file, healthy", "Kafka, down"}) {
      assertThat(output.lines())
          .anyMatch(line -> line.matches(query + "( +[\\d.,]+){3}( +-){2}( +[\\d.,]+){3}"))
          .anyMatch(line -> line.matches("(held  |MISSED)  a record, " + query + ": .*"))
          .anyMatch(line -> line.matches("(held  |MISSED)  a batch, " + query + ": .*"));
    }
    for (String tracker : new String[] {"tracker, store healthy", "tracker, store down"}) {
      assertThat(output.lines())
          .anyMatch(line -> line.matches("100 partitions +" + tracker + "( +[\\d.,]+){8}"))
          .anyMatch(
              line -> line.matches("(held  |MISSED)  " + tracker + ", 100 partitions, p99 .*: .*"));
    }
    assertThat(output.lines().stream().filter(line -> line.contains("(A/A)"))).hasSize(3);
  }

  @Test
  void sourceBenchmarkMeasuresEachProfileNearAndFarAndSaysWhichBoundsHeld() throws Exception {
    Captured output = Captured.run(SourceBenchmark::run, "--quick");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines())
        .anyMatch(line -> line.matches("Spark 2\\.3\\.1, Scala \\S+, .* broker kafka_.*"))
        .anyMatch(line -> line.matches("1 ms away( +[\\d.,]+){3}( +-){2}( +[\\d.,]+){3}"))
        .anyMatch(line -> line.matches("records of +on loopback, records/s +median +min +max .*"))
        .anyMatch(line -> line.matches("records of +1 ms away, records/s +median +min +max .*"))
        .anyMatch(line -> line.matches("100 B +plain readStream( +[\\d.,]+){3}( +-){2}"))
        .anyMatch(
            line ->
                line.matches("(held  |MISSED)  neutral, 100 B 1 ms away: .* \\(expected .*\\)"));
    for (String candidate : new String[] {"the same again (A/A)", "neutral()", "the default"}) {
      assertThat(output.lines())
          .filteredOn(line -> line.matches("100 B +" + Pattern.quote(candidate) + " .*"))
          .as(candidate)
          .hasSize(2)
          .allMatch(line -> line.matches(".*( +[\\d.,]+){3}( +-){2}( +[\\d.,]+){3}"));
    }
  }

  @Test
  void caughtUpBenchmarkMeasuresStreamsAndBatchesAndDrawsThem(@TempDir Path folder)
      throws Exception {
    Path picture = folder.resolve("caught-up.svg");

    Captured output =
        Captured.run(CaughtUpBenchmark::run, "--quick", "--picture", picture.toString());

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines())
        .anyMatch(line -> line.matches("Spark 2\\.3\\.1, Scala \\S+, .* broker kafka_.*"))
        .anyMatch(line -> line.matches("1/s, on loopback +ms +median +min +max .*"))
        .anyMatch(line -> line.matches("1/s, on loopback +fetches of all consumers a second .*"))
        .anyMatch(line -> line.matches("2 partitions +plain readStream( +[\\d.,]+){4} +-"))
        .anyMatch(
            line ->
                line.matches("records of 2 partitions, .* \\(rounds: 2\\): plain readStream .*"))
        .anyMatch(line -> line.matches("(held  |MISSED)  default, 2 partitions, 1/s, on .*"))
        .anyMatch(line -> line.matches("2 partitions of 1,010 +default, incremental .*"))
        .anyMatch(line -> line.matches("(held  |MISSED)  a batch, the default: .*"));
    for (String candidate : new String[] {"the same again (A/A)", "neutral()", "the default"}) {
      assertThat(output.lines())
          .anyMatch(
              line ->
                  line.matches(
                      "2 partitions +"
                          + Pattern.quote(candidate)
                          + "( +[\\d.,]+){4} +-( +[\\d.,]+){3}"));
    }
    assertThat(picture).content().startsWith("<svg ").contains(">2 partitions</text>");
  }
}
