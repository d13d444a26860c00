package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code kafka-spark-examples/run}, as a person types it. */
@Timeout(180)
class RunScriptIT {

  private static final String USAGE =
      "usage: kafka-spark-examples/run [--spark VERSION] NAME [ARGUMENT ...]";

  @Test
  void listsTheExamples() throws Exception {
    RunScript output = RunScript.run();

    assertThat(output.status).isZero();
    assertThat(output.lines)
        .anyMatch(line -> line.matches("  QuickStart +Loses the checkpoint half-way .*"))
        .anyMatch(line -> line.matches("  FirstJob +The program of the README: .*"))
        .anyMatch(line -> line.matches("  DecodedOrders +Logs in, reads JSON, .*"))
        .anyMatch(line -> line.matches("  NightlyOrders +Checks its source, .*"))
        .anyMatch(line -> line.matches("  ProduceToPartitions +Writes records to partitions .*"))
        .anyMatch(line -> line.matches("  ConsumeFromOffsets +Reads each partition from .*"))
        .anyMatch(line -> line.matches("  ManageTopics +Lists, creates, describes, .*"))
        .anyMatch(line -> line.matches("  FindDriver +Asks a driver or the history server .*"))
        .anyMatch(line -> line.matches("  ExistingJob +Adds the library to a job that runs, .*"))
        .anyMatch(line -> line.matches("  Upgrade +Goes on with a job of Spark 2.4.8 on .*"))
        .anyMatch(line -> line.matches("  ClusterJob +A job for spark-submit: .*"))
        .anyMatch(line -> line.matches("  StopGracefully +Stops a query between two batches.*"));
  }

  @Test
  void saysWhichExamplesThereAreInPlaceOfAnUnknownOne() throws Exception {
    RunScript output = RunScript.run("NoSuchExample");

    assertThat(output.status).isEqualTo(2);
    assertThat(output.lines)
        .contains("run: no example is called 'NoSuchExample'")
        .anyMatch(line -> line.startsWith("  QuickStart "));
  }

  @Test
  void saysWhichSparksThereAreInPlaceOfAnUnknownOne() throws Exception {
    RunScript output = RunScript.run("QuickStart", "--spark", "3.9.9");

    assertThat(output.status).isEqualTo(2);
    assertThat(output.lines)
        .containsExactly(
            "run: Invalid --spark: '3.9.9' (expected one of the matrix: 2.3.1 2.4.8 3.5.7 4.0.0"
                + " 4.2.0)",
            USAGE);
  }

  @Test
  void printsHelp() throws Exception {
    for (String help : new String[] {"--help", "-h"}) {
      RunScript output = RunScript.run(help);

      assertThat(output.status).isZero();
      assertThat(output.lines.get(0)).isEqualTo(USAGE);
      assertThat(output.lines)
          .anyMatch(line -> line.matches(" +2\\.3\\.1 .*4\\.2\\.0"))
          .anyMatch(line -> line.startsWith("  QuickStart "));
    }
  }

  @Test
  void quickStartLosesNoRecord() throws Exception {
    RunScript output = RunScript.run("QuickStart");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines.get(0)).isEqualTo("Starting a Kafka broker and a Spark session");
    assertThat(output.lines.get(output.lines.size() - 1))
        .matches("QuickStart: OK, produced 12500, lost 0, repeated \\d+, resumed from [1-9]\\d*");
    assertThat(output.lines)
        .noneMatch(line -> line.startsWith("WARN"))
        .anyMatch(line -> line.matches("orders-4 +- .* earliest +0 +0 +0 +new"));
  }

  @Test
  void aWatchedJobTellsWhenItsStoreIsAwayAndGoesOn() throws Exception {
    String verdict =
        "WatchedJob: OK, read 200 of 200 records, told that the store was away: true, and back:"
            + " true";

    RunScript output = RunScript.run("WatchedJob");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines.get(output.lines.size() - 1)).isEqualTo(verdict);
    assertThat(output.lines)
        .noneMatch(line -> line.matches("\\tat .*|Caused by: .*")) // It has ended well.
        .anyMatch(line -> line.startsWith("While all is well: 'orders-to-ledger' HEALTHY, "))
        .anyMatch(line -> line.startsWith("Told: 'orders-to-ledger' DEGRADED: "))
        .anyMatch(line -> line.matches("Read meanwhile: 200 .* at risk: at most 100 records of.*"))
        .anyMatch(line -> line.startsWith("Told: 'orders-to-ledger' HEALTHY, "));
  }

  @Test
  void clusterJobSaysWhatItNeeds() throws Exception {
    RunScript output = RunScript.run("--", "ClusterJob", "--bootstrap", "broker:9092");

    assertThat(output.status).isEqualTo(2);
    assertThat(output.lines)
        .contains("ClusterJob: --store is missing")
        .anyMatch(line -> line.startsWith("usage: ClusterJob [--bootstrap host:port --store "));
  }
}
