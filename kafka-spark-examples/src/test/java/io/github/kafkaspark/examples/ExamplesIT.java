package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the examples in this JVM; {@link RunScriptIT} runs one as a person does. */
@Timeout(180)
class ExamplesIT {

  private static Captured run(String name, Example.Body body) throws Exception {
    return Captured.run(noArguments -> Example.run(name, body));
  }

  @Test
  void firstJobReadsEachRecordOnce() throws Exception {
    Captured output = run("FirstJob", FirstJob::run);

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines()).contains("  300 of 300 records read");
  }

  @Test
  void nightlyOrdersReadsEachRecordOnce() throws Exception {
    Captured output = run("NightlyOrders", NightlyOrders::run);

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines())
        .containsSubsequence(
            "  night 1: 100 records", "  night 2: 200 records", "  night 3: 200 records");
  }

  @Test
  void decodedOrdersPutsAMalformedRecordAside() throws Exception {
    Captured output = run("DecodedOrders", DecodedOrders::run);

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines()).contains("DecodedOrders: decoded 2, put aside 1");
  }

  @Test
  void stopGracefullyReadsEachRecordOnce() throws Exception {
    Captured output = run("StopGracefully", StopGracefully::run);

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines()).contains("Stop 1: COMPLETE", "  400 of 400 records read");
  }

  @Test
  void findDriverFindsItsOwn() throws Exception {
    Captured output = Captured.run(FindDriver::run);

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines())
        .anyMatch(line -> line.matches("Spark 2\\.3\\.1 at http://127\\.0\\.0\\.1:\\d+"))
        .anyMatch(line -> line.matches("attempt , started \\S+, running"))
        .anyMatch(line -> line.matches("  driver at 127\\.0\\.0\\.1:\\d+"));
  }

  @Test
  void kafkaByHandBringsABrokerOfItsOwn() throws Exception {
    Captured produced = Captured.run(ProduceToPartitions::run);
    Captured consumed = Captured.run(ConsumeFromOffsets::run);
    Captured managed = Captured.run(ManageTopics::run);

    assertThat(produced.status).as(produced.toString()).isZero();
    assertThat(consumed.status).as(consumed.toString()).isZero();
    assertThat(consumed.lines())
        .anyMatch(line -> line.matches("orders-0: the group goes on at \\d+"));
    assertThat(managed.status).as(managed.toString()).isZero();
    assertThat(managed.lines()).contains("deleted 'orders' with all its records");
  }

  @Test
  void aWatchedJobTellsWhenItsStoreIsAwayAndGoesOn() throws Exception {
    Captured output = run("WatchedJob", WatchedJob::run);

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines())
        .anyMatch(line -> line.startsWith("While all is well: 'orders-to-ledger' HEALTHY, "))
        .anyMatch(line -> line.startsWith("Told: 'orders-to-ledger' DEGRADED: "))
        .anyMatch(line -> line.matches("Read meanwhile: 200 .* at risk: at most 100 records of.*"))
        .anyMatch(line -> line.startsWith("Told: 'orders-to-ledger' HEALTHY, "));
  }

  @Test
  void lagLooksAtAStoreOfItsOwn() throws Exception {
    Captured output = Captured.run(Lag::run);

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines())
        .anyMatch(line -> line.matches("Streams in the offset store in memory at \\S+Z: 2"))
        .anyMatch(line -> line.startsWith("Stream 'orders-to-lake': 5 behind in 3 partitions, 1"))
        .anyMatch(line -> line.matches("orders-2 +- +0 +\\d +\\d  new"));
  }
}
