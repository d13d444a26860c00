package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code kafka-spark-examples/run}, as a person types it. */
@Timeout(180)
class RunScriptIT {

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
        .anyMatch(line -> line.matches("  Lag +Tells how far behind the streams of a store .*"))
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
                + " 4.2.0)");
  }

  @Test
  void quickStartLosesNoRecord() throws Exception {
    RunScript output = RunScript.run("QuickStart");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines.get(output.lines.size() - 1))
        .matches("QuickStart: produced 12500, lost 0, repeated \\d+, resumed from [1-9]\\d*");
    assertThat(output.lines).anyMatch(line -> line.matches("orders-4 +- .* earliest +new"));
  }

  @Test
  void clusterJobSaysWhatItNeeds() throws Exception {
    RunScript output = RunScript.run("ClusterJob", "--bootstrap", "broker:9092");

    assertThat(output.status).isEqualTo(2);
    assertThat(output.lines)
        .contains("ClusterJob: --store is missing")
        .anyMatch(line -> line.startsWith("usage: ClusterJob --bootstrap host:port --store "));
  }
}
