package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the examples in this JVM; {@link RunScriptIT} runs one as a person does. */
@Timeout(180)
class ExamplesIT {

  /** What an example without arguments prints, which ends well. */
  private static List<String> lines(String name, Example.Body body) throws Exception {
    return lines(noArguments -> Example.run(name, body));
  }

  /** The same of one that would take arguments. */
  private static List<String> lines(Captured.Program program) throws Exception {
    Captured output = Captured.run(program);
    assertThat(output.status).as(output.toString()).isZero();
    return output.lines();
  }

  @Test
  void firstJobReadsEachRecordOnce() throws Exception {
    assertThat(lines("FirstJob", FirstJob::run)).contains("  300 of 300 records read");
  }

  @Test
  void nightlyOrdersReadsEachRecordOnce() throws Exception {
    assertThat(lines("NightlyOrders", NightlyOrders::run))
        .containsSubsequence(
            "  night 1: 100 records", "  night 2: 200 records", "  night 3: 200 records");
  }

  @Test
  void decodedOrdersPutsAMalformedRecordAside() throws Exception {
    assertThat(lines("DecodedOrders", DecodedOrders::run))
        .contains("DecodedOrders: decoded 2, put aside 1");
  }

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
