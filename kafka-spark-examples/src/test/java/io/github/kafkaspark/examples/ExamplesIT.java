package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the examples as a person does; of the benchmarks {@link BenchmarksIT} knows. */
@Timeout(180)
class ExamplesIT {

  @Test
  void listsTheExamples() throws Exception {
    RunExample output = RunExample.run();

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
    RunExample output = RunExample.run("NoSuchExample");

    assertThat(output.status).isEqualTo(2);
    assertThat(output.lines)
        .contains("run: no example is called 'NoSuchExample'")
        .anyMatch(line -> line.startsWith("  QuickStart "));
  }

  @Test
  void quickStartLosesNoRecord() throws Exception {
    RunExample output = RunExample.run("QuickStart");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines.get(output.lines.size() - 1))
        .matches("QuickStart: produced 12500, lost 0, repeated \\d+, resumed from [1-9]\\d*");
    assertThat(output.lines).anyMatch(line -> line.matches("orders-4 +- .* earliest +new"));
  }

  @Test
  void firstJobReadsEachRecordOnce() throws Exception {
    RunExample output = RunExample.run("FirstJob");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines).contains("  300 of 300 records read");
  }

  @Test
  void nightlyOrdersReadsEachRecordOnce() throws Exception {
    RunExample output = RunExample.run("NightlyOrders");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines)
        .containsSubsequence(
            "  night 1: 100 records", "  night 2: 200 records", "  night 3: 200 records");
  }

  @Test
  void saysWhichSparksThereAreInPlaceOfAnUnknownOne() throws Exception {
    RunExample output = RunExample.run("SourceBenchmark", "--spark", "3.9.9");

    assertThat(output.status).isEqualTo(2);
    assertThat(output.lines)
        .containsExactly(
            "run: Invalid --spark: '3.9.9' (expected one of the matrix: 2.3.1 2.4.8 3.5.7 4.0.0"
                + " 4.2.0)");
  }

  @Test
  void decodedOrdersPutsAMalformedRecordAside() throws Exception {
    RunExample output = RunExample.run("DecodedOrders");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines).contains("DecodedOrders: decoded 2, put aside 1");
  }

  @Test
  void stopGracefullyReadsEachRecordOnce() throws Exception {
    RunExample output = RunExample.run("StopGracefully");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines).contains("Stop 1: COMPLETE", "  400 of 400 records read");
  }

  @Test
  void findDriverFindsItsOwn() throws Exception {
    RunExample output = RunExample.run("FindDriver");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines)
        .anyMatch(line -> line.matches("Spark 2\\.3\\.1 at http://127\\.0\\.0\\.1:\\d+"))
        .anyMatch(line -> line.matches("attempt , started \\S+, running"))
        .anyMatch(line -> line.matches("  driver at 127\\.0\\.0\\.1:\\d+"));
  }

  @Test
  void clusterJobSaysWhatItNeeds() throws Exception {
    RunExample output = RunExample.run("ClusterJob", "--bootstrap", "broker:9092");

    assertThat(output.status).isEqualTo(2);
    assertThat(output.lines)
        .contains("ClusterJob: --store is missing")
        .anyMatch(line -> line.startsWith("usage: ClusterJob --bootstrap host:port --store "));
  }

  @Test
  void kafkaByHandBringsABrokerOfItsOwn() throws Exception {
    RunExample produced = RunExample.run("ProduceToPartitions");
    RunExample consumed = RunExample.run("ConsumeFromOffsets");
    RunExample managed = RunExample.run("ManageTopics");

    assertThat(produced.status).as(produced.toString()).isZero();
    assertThat(consumed.status).as(consumed.toString()).isZero();
    assertThat(consumed.lines)
        .anyMatch(line -> line.matches("orders-0: the group goes on at \\d+"));
    assertThat(managed.status).as(managed.toString()).isZero();
    assertThat(managed.lines).contains("deleted 'orders' with all its records");
  }

  @Test
  void aWatchedJobTellsWhenItsStoreIsAwayAndGoesOn() throws Exception {
    RunExample output = RunExample.run("WatchedJob");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines)
        .anyMatch(line -> line.startsWith("While all is well: 'orders-to-ledger' HEALTHY, "))
        .anyMatch(line -> line.startsWith("Told: 'orders-to-ledger' DEGRADED: "))
        .anyMatch(line -> line.matches("Read meanwhile: 200 .* at risk: at most 100 records of.*"))
        .anyMatch(line -> line.startsWith("Told: 'orders-to-ledger' HEALTHY, "));
  }

  @Test
  void lagLooksAtAStoreOfItsOwn() throws Exception {
    RunExample output = RunExample.run("Lag");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines)
        .anyMatch(line -> line.matches("Streams in the offset store in memory at \\S+Z: 2"))
        .anyMatch(line -> line.startsWith("Stream 'orders-to-lake': 5 behind in 3 partitions, 1"))
        .anyMatch(line -> line.matches("orders-2 +- +0 +\\d +\\d  new"));
  }
}
