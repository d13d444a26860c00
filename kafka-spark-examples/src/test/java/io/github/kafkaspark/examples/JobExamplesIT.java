package io.github.kafkaspark.examples;

import static io.github.kafkaspark.examples.ExampleLines.lines;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples that write what they read. */
@Timeout(180)
class JobExamplesIT {

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
  void fanOutWritesEachRecordToEachSink() throws Exception {
    assertThat(lines("FanOut", FanOut::run))
        .anyMatch(line -> line.startsWith("'orders-to-lake' HEALTHY, "))
        .anyMatch(line -> line.startsWith("'orders-to-alarms' HEALTHY, "));
  }
}
