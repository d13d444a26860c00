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
    String verdict =
        "FirstJob: OK, 3 runs without a checkpoint read 300 of 300 records, 0 of them twice";

    assertThat(lines(FirstJob::run, verdict))
        .contains("  100 of 300 records read", "  300 of 300 records read")
        .anyMatch(line -> line.matches("Run 2 of the program: Stream 'orders-to-lake', stored .*"))
        .anyMatch(line -> line.matches("orders-2 +\\d+ +0 +\\d+ +\\d+ +0 +0 +0 +stored"));
  }

  @Test
  void nightlyOrdersReadsEachRecordOnce() throws Exception {
    String verdict = "NightlyOrders: OK, the lake has 200 of 200 orders, 0 of them twice";

    assertThat(lines(NightlyOrders::run, verdict))
        .anyMatch(line -> line.matches("1 +100 +\\{\"orders\":\\{.*"))
        .anyMatch(line -> line.matches("3 +200 +\\{\"orders\":\\{.*"));
  }

  @Test
  void decodedOrdersPutsAMalformedRecordAside() throws Exception {
    assertThat(lines(DecodedOrders::run, "DecodedOrders: OK, decoded 2, put aside 1"))
        .containsSubsequence(
            "offset  id    item  malformed",
            "0       1     tea   null",
            "1       null  null  {\"id\":\"two\"}",
            "2       3     null  null");
  }

  @Test
  void existingJobReadsEachRecordOnceWithAndWithoutTheLibrary() throws Exception {
    assertThat(lines(ExistingJob::run, "ExistingJob: OK, read 900 of 900 records, 0 of them twice"))
        .containsSubsequence(
            "  the job as it was:                                      100 read,    0 stored",
            "  recorded by its configuration:                          200 read,  200 stored",
            "  recorded by a tracker:                                  300 read,  300 stored",
            "  with a source that resumes:                             400 read,  400 stored",
            "  with a store that knows nothing of it:                  700 read,  700 stored");
  }

  @Test
  void fanOutWritesEachRecordToEachSink() throws Exception {
    assertThat(lines(FanOut::run, "FanOut: OK, each sink has each of the 100 records once"))
        .anyMatch(line -> line.startsWith("'orders-to-lake' HEALTHY, "))
        .anyMatch(line -> line.startsWith("'orders-to-alarms' HEALTHY, "));
  }
}
