package io.github.kafkaspark.examples;

import static io.github.kafkaspark.examples.ExampleLines.lines;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples that watch, stop, and look. */
@Timeout(180)
class OperationExamplesIT {

  @Test
  void stopGracefullyReadsEachRecordOnce() throws Exception {
    assertThat(lines("StopGracefully", StopGracefully::run))
        .contains("Stop 1: COMPLETE", "  400 of 400 records read");
  }

  @Test
  void findDriverFindsItsOwn() throws Exception {
    assertThat(lines(FindDriver::run))
        .anyMatch(line -> line.matches("Spark 2\\.3\\.1 at http://127\\.0\\.0\\.1:\\d+"))
        .anyMatch(line -> line.matches("attempt , started \\S+, running"))
        .anyMatch(line -> line.matches("  driver at 127\\.0\\.0\\.1:\\d+"));
  }

  @Test
  void kafkaByHandBringsABrokerOfItsOwn() throws Exception {
    assertThat(lines(ProduceToPartitions::run)).contains("ProduceToPartitions: sent 5, failed 0");
    assertThat(lines(ConsumeFromOffsets::run))
        .anyMatch(line -> line.matches("orders-0: the group goes on at \\d+"));
    assertThat(lines(ManageTopics::run)).contains("deleted 'orders' with all its records");
  }

  @Test
  void aWatchedJobTellsWhenItsStoreIsAwayAndGoesOn() throws Exception {
    assertThat(lines("WatchedJob", WatchedJob::run))
        .anyMatch(line -> line.startsWith("While all is well: 'orders-to-ledger' HEALTHY, "))
        .anyMatch(line -> line.startsWith("Told: 'orders-to-ledger' DEGRADED: "))
        .anyMatch(line -> line.matches("Read meanwhile: 200 .* at risk: at most 100 records of.*"))
        .anyMatch(line -> line.startsWith("Told: 'orders-to-ledger' HEALTHY, "));
  }

  @Test
  void lagLooksAtAStoreOfItsOwn() throws Exception {
    assertThat(lines(Lag::run))
        .anyMatch(line -> line.matches("Streams in the offset store in memory at \\S+Z: 2"))
        .anyMatch(line -> line.startsWith("Stream 'orders-to-lake': 5 behind in 3 partitions, 1"))
        .anyMatch(line -> line.matches("orders-2 +- +0 +\\d +\\d  new"));
  }
}
