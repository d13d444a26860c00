package io.github.kafkaspark.examples;

import static io.github.kafkaspark.examples.ExampleLines.lines;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples that watch and stop. */
@Timeout(180)
class OperationExamplesIT {

  @Test
  void stopGracefullyReadsEachRecordOnce() throws Exception {
    String verdict = "StopGracefully: OK, read 400 records over [1-9]\\d* stops, 0 of them twice";

    assertThat(lines(StopGracefully::run, verdict))
        .contains("Stop 1: COMPLETE", "  400 of 400 records read");
  }

  @Test
  void findDriverFindsItsOwn() throws Exception {
    assertThat(lines(FindDriver::run, "FindDriver: OK, the driver is at 127\\.0\\.0\\.1:\\d+"))
        .anyMatch(line -> line.matches("Spark 2\\.3\\.1 at http://127\\.0\\.0\\.1:\\d+"))
        .anyMatch(line -> line.matches("local-\\d+, started \\S+, running"))
        .anyMatch(line -> line.matches("  driver at 127\\.0\\.0\\.1:\\d+"));
  }

  @Test
  void kafkaByHandBringsABrokerOfItsOwn() throws Exception {
    assertThat(lines(ProduceToPartitions::run, "ProduceToPartitions: OK, sent 5, failed 0"))
        .contains("created 'orders' with 3 partitions");
    assertThat(
            lines(
                ConsumeFromOffsets::run,
                "ConsumeFromOffsets: OK, read \\d records, and the group 'billing' goes on behind"
                    + " them"))
        .anyMatch(line -> line.matches("orders-0: the group goes on at \\d+"));
    assertThat(
            lines(
                ManageTopics::run,
                "ManageTopics: OK, created, listed, described, enlarged and deleted a topic"))
        .containsSubsequence("topic   partitions  replicas", "orders  2           1")
        .containsSubsequence(
            "partition  leader  replicas  in sync", "orders-1   0       0         0")
        .contains("deleted 'orders' with all its records");
  }

  @Test
  void clusterJobRunsHereUntilAFileStopsIt() throws Exception {
    String verdict =
        "ClusterJob: OK, a file stopped it between two batches, at [1-9]\\d* of 4000 records";

    assertThat(lines(ClusterJob::run, verdict))
        .anyMatch(
            line ->
                line.matches(
                    "ClusterJob: COMPLETE, 'orders-to-ledger' closed, HEALTHY, .*: \\{.*}}"));
  }
}
