package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the examples as a person does. */
@Timeout(180)
class ExamplesIT {

  @Test
  void listsTheExamples() throws Exception {
    Output output = run();

    assertThat(output.status).isZero();
    assertThat(output.lines)
        .anyMatch(line -> line.matches("  QuickStart +Loses the checkpoint half-way .*"))
        .anyMatch(line -> line.matches("  FirstJob +The program of the README: .*"))
        .anyMatch(line -> line.matches("  SourceBenchmark +Measures how quickly the source .*"))
        .anyMatch(line -> line.matches("  DecodedOrders +Logs in, reads JSON, .*"))
        .anyMatch(line -> line.matches("  NightlyOrders +Checks its source, .*"))
        .anyMatch(line -> line.matches("  ProduceToPartitions +Writes records to partitions .*"))
        .anyMatch(line -> line.matches("  ConsumeFromOffsets +Reads each partition from .*"))
        .anyMatch(line -> line.matches("  ManageTopics +Lists, creates, describes, .*"))
        .anyMatch(line -> line.matches("  FindDriver +Asks a driver or the history server .*"))
        .anyMatch(line -> line.matches("  Lag +Tells how far behind the streams of a store .*"))
        .anyMatch(line -> line.matches("  ClusterJob +A job for spark-submit: .*"))
        .anyMatch(line -> line.matches("  StopGracefully +Stops a query between two batches.*"));
  }

  @Test
  void saysWhichExamplesThereAreInPlaceOfAnUnknownOne() throws Exception {
    Output output = run("NoSuchExample");

    assertThat(output.status).isEqualTo(2);
    assertThat(output.lines)
        .contains("run: no example is called 'NoSuchExample'")
        .anyMatch(line -> line.startsWith("  QuickStart "));
  }

  @Test
  void quickStartLosesNoRecord() throws Exception {
    Output output = run("QuickStart");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines.get(output.lines.size() - 1))
        .matches("QuickStart: produced 12500, lost 0, repeated \\d+, resumed from [1-9]\\d*");
    assertThat(output.lines).anyMatch(line -> line.matches("orders-4 +- .* earliest +new"));
  }

  @Test
  void firstJobReadsEachRecordOnce() throws Exception {
    Output output = run("FirstJob");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines).contains("  300 of 300 records read");
  }

  @Test
  void nightlyOrdersReadsEachRecordOnce() throws Exception {
    Output output = run("NightlyOrders");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines)
        .containsSubsequence(
            "  night 1: 100 records", "  night 2: 200 records", "  night 3: 200 records");
  }

  @Test
  void storeBenchmarkMeasuresEachStoreAndSaysWhichBoundsHeld() throws Exception {
    Output output = run("StoreBenchmark", "--quick");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines)
        .anyMatch(line -> line.matches("Spark \\S+, Scala \\S+, Java \\S+, .* broker kafka_.*"))
        .anyMatch(line -> line.matches("\\d+ cores of .*, folder on .*"))
        .anyMatch(line -> line.matches("1 partition +Spark's offset log( +[\\d.,]+){3} +-"))
        .anyMatch(line -> line.matches("100 partitions +OffsetStores.kafka .*"))
        .anyMatch(line -> line.matches("100 partitions +OffsetStores.kafkaWithoutTransactions .*"))
        .anyMatch(line -> line.matches("(held  |MISSED)  file, 1 partition: .* \\(expected .*\\)"));
    assertThat(output.lines.stream().filter(line -> line.contains("(A/A)"))).hasSize(7);
  }

  @Test
  void trackerBenchmarkMeasuresBatchesAndEventsAndSaysWhichBoundsHeld() throws Exception {
    Output output = run("TrackerBenchmark", "--quick");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines)
        .anyMatch(line -> line.matches("Spark \\S+, Scala \\S+, Java \\S+, .* broker kafka_.*"))
        .anyMatch(line -> line.matches("\\d+ cores of .*, folder on .*"))
        .anyMatch(line -> line.matches("without the library( +[\\d.,]+){3} +-"))
        .anyMatch(line -> line.matches("1 partition +an empty listener( +[\\d.,]+){4}"))
        .anyMatch(line -> line.matches("100 partitions +a consumer per event( +[\\d.,]+){7}"));
    for (String store : new String[] {"file", "Kafka"}) {
      for (String state : new String[] {"healthy", "down"}) {
        String query = store + ", " + state;
        assertThat(output.lines)
            .anyMatch(line -> line.matches(query + "( +[\\d.,]+){3} +-( +[\\d.,]+){3}"))
            .anyMatch(line -> line.matches("(held  |MISSED)  a batch, " + query + ": .*"));
      }
    }
    for (String state : new String[] {"healthy", "down"}) {
      String tracker = "tracker, store " + state;
      assertThat(output.lines)
          .anyMatch(line -> line.matches("100 partitions +" + tracker + "( +[\\d.,]+){7}"))
          .anyMatch(
              line -> line.matches("(held  |MISSED)  " + tracker + ", 1 partition, p99 .*: .*"));
    }
    assertThat(output.lines.stream().filter(line -> line.contains("(A/A)"))).hasSize(3);
  }

  @Test
  void sourceBenchmarkMeasuresEachProfileNearAndFarAndSaysWhichBoundsHeld() throws Exception {
    Output output = run("SourceBenchmark", "--quick");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines)
        .anyMatch(line -> line.matches("Spark 2\\.3\\.1, Scala \\S+, .* broker kafka_.*"))
        .anyMatch(line -> line.matches("1 ms away( +[\\d.,]+){3} +-( +[\\d.,]+){3}"))
        .anyMatch(line -> line.matches("records of +on loopback, records/s +median +min +max .*"))
        .anyMatch(line -> line.matches("records of +1 ms away, records/s +median +min +max .*"))
        .anyMatch(line -> line.matches("100 B +plain readStream( +[\\d.,]+){3} +-"))
        .anyMatch(
            line ->
                line.matches("(held  |MISSED)  neutral, 100 B 1 ms away: .* \\(expected .*\\)"));
    for (String candidate : new String[] {"the same again (A/A)", "neutral()", "the default"}) {
      assertThat(output.lines)
          .filteredOn(line -> line.matches("100 B +" + Pattern.quote(candidate) + " .*"))
          .as(candidate)
          .hasSize(2)
          .allMatch(line -> line.matches(".*( +[\\d.,]+){3} +-( +[\\d.,]+){3}"));
    }
  }

  @Test
  void saysWhichSparksThereAreInPlaceOfAnUnknownOne() throws Exception {
    Output output = run("SourceBenchmark", "--spark", "3.9.9");

    assertThat(output.status).isEqualTo(2);
    assertThat(output.lines)
        .containsExactly(
            "run: Invalid --spark: '3.9.9' (expected one of the matrix: 2.3.1 2.4.8 3.5.7 4.0.0"
                + " 4.2.0)");
  }

  @Test
  void decodedOrdersPutsAMalformedRecordAside() throws Exception {
    Output output = run("DecodedOrders");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines).contains("DecodedOrders: decoded 2, put aside 1");
  }

  @Test
  void stopGracefullyReadsEachRecordOnce() throws Exception {
    Output output = run("StopGracefully");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines).contains("Stop 1: COMPLETE", "  400 of 400 records read");
  }

  @Test
  void findDriverFindsItsOwn() throws Exception {
    Output output = run("FindDriver");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines)
        .anyMatch(line -> line.matches("Spark 2\\.3\\.1 at http://127\\.0\\.0\\.1:\\d+"))
        .anyMatch(line -> line.matches("attempt , started \\S+, running"))
        .anyMatch(line -> line.matches("  driver at 127\\.0\\.0\\.1:\\d+"));
  }

  @Test
  void clusterJobSaysWhatItNeeds() throws Exception {
    Output output = run("ClusterJob", "--bootstrap", "broker:9092");

    assertThat(output.status).isEqualTo(2);
    assertThat(output.lines)
        .contains("ClusterJob: --store is missing")
        .anyMatch(line -> line.startsWith("usage: ClusterJob --bootstrap host:port --store "));
  }

  @Test
  void kafkaByHandBringsABrokerOfItsOwn() throws Exception {
    Output produced = run("ProduceToPartitions");
    Output consumed = run("ConsumeFromOffsets");
    Output managed = run("ManageTopics");

    assertThat(produced.status).as(produced.toString()).isZero();
    assertThat(consumed.status).as(consumed.toString()).isZero();
    assertThat(consumed.lines)
        .anyMatch(line -> line.matches("orders-0: the group goes on at \\d+"));
    assertThat(managed.status).as(managed.toString()).isZero();
    assertThat(managed.lines).contains("deleted 'orders' with all its records");
  }

  @Test
  void aWatchedJobTellsWhenItsStoreIsAwayAndGoesOn() throws Exception {
    Output output = run("WatchedJob");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines)
        .anyMatch(line -> line.startsWith("While all is well: 'orders-to-ledger' HEALTHY, "))
        .anyMatch(line -> line.startsWith("Told: 'orders-to-ledger' DEGRADED: "))
        .anyMatch(line -> line.matches("Read meanwhile: 200 .* at risk: at most 100 records of.*"))
        .anyMatch(line -> line.startsWith("Told: 'orders-to-ledger' HEALTHY, "));
  }

  @Test
  void lagLooksAtAStoreOfItsOwn() throws Exception {
    Output output = run("Lag");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines)
        .anyMatch(line -> line.matches("Streams in the offset store in memory at \\S+Z: 2"))
        .anyMatch(line -> line.startsWith("Stream 'orders-to-lake': 5 behind in 3 partitions, 1"))
        .anyMatch(line -> line.matches("orders-2 +- +0 +\\d +\\d  new"));
  }

  private static Output run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Arrays.asList("bash", "run"));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    Process process =
        builder
            .directory(new File(System.getProperty("basedir", ".")))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      List<String> lines = output.lines().collect(Collectors.toList());
      return new Output(process.waitFor(), lines);
    }
  }

  private static final class Output {

    private final int status;
    private final List<String> lines;

    Output(int status, List<String> lines) {
      this.status = status;
      this.lines = lines;
    }

    @Override
    public String toString() {
      return String.join("\n", lines);
    }
  }
}
