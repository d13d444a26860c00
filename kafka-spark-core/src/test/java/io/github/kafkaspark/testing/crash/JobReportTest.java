package io.github.kafkaspark.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The auditor, with ledgers of a topic whose numbers are their offsets too. */
class JobReportTest {

  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  private interface AtLeastOnce extends CrashStream {}

  private interface ExactlyOnce extends CrashSink {}

  private interface Both extends CrashStream, CrashSink {}

  @Test
  void countsTheRunningBatchAsAtRiskAndWantsNoMore() {
    LedgerPage killed = page(0, batch(0, 0, 10), batch(1, 10, 15));
    killed.checkpointDeleted = true;
    LedgerPage end = page(10, batch(0, 10, 20));

    JobReport report = stream(20, killed, end);

    report.requireKept();
    assertThat(new CrashReport(Collections.singletonList(report)).toString().split("\n"))
        .containsExactly(
            "query   kills  kept  deleted  in a batch  records  lost  read again  at risk  beyond"
                + "  twice",
            "orders      1     0        1           1       20     0           5        5       0"
                + "      -");
  }

  @Test
  void refusesALostRecordAndNamesIt() {
    LedgerPage killed = page(0, batch(0, 0, 10));
    LedgerPage end = page(10, batch(1, 11, 20));

    JobReport report = stream(20, killed, end);

    assertThat(report.lost()).containsExactly("10");
    assertThatThrownBy(report::requireKept)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("of 20 records lost 1, twice 0, read again 0")
        .hasMessageContaining("lost: [10]");
  }

  @Test
  void refusesACommittedBatchThatIsReadAgain() {
    LedgerPage killed = page(0, batch(0, 0, 10), batch(1, 10, 15));
    killed.checkpointDeleted = true;
    LedgerPage end = page(10, batch(0, 8, 20));

    JobReport report = stream(20, killed, end);

    assertThat(report.beyond()).hasValue(2);
    assertThatThrownBy(report::requireKept)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("driver 2 has read 2 records again that were committed");
  }

  @Test
  void letsTheNewestBatchOfAKeptCheckpointRunAgainThoughItIsCommitted() {
    LedgerPage killed = page(0, batch(0, 0, 10), batch(1, 10, 15));
    LedgerPage end = page(15, batch(1, 10, 15), batch(2, 15, 20));

    stream(20, killed, end).requireKept();

    killed.checkpointDeleted = true;
    assertThat(stream(20, killed, end).beyond()).hasValue(5);
  }

  @Test
  void refusesMoreToBeReadAgainThanTheStatusSaid() {
    LedgerPage killed = page(0, batch(0, 0, 10), batch(1, 10, 15));
    killed.checkpointDeleted = true;
    killed.atRisk = 4;
    LedgerPage end = page(5, batch(0, 5, 20));

    JobReport tooMany = stream(20, killed, end);

    assertThat(tooMany.atRisk()).hasValue(9);
    assertThat(tooMany.beyond()).hasValue(1);
    assertThatThrownBy(tooMany::requireKept)
        .hasMessageContaining(
            "driver 1 has left 10 records to be read again, and its last batch had 5, and 4 were"
                + " at risk");
    killed.atRisk = 5;
    stream(20, killed, end).requireKept();
  }

  @Test
  void refusesARecordThatASinkHoldsTwice() {
    LedgerPage end = page(0, batch(0, 0, 3));
    end.last = found(0, "0", "1", "2", "1");

    JobReport report = report(ExactlyOnce.class, 3, page(0), end);

    assertThat(report.twice()).containsExactly("1");
    assertThat(report.beyond()).isEmpty();
    assertThatThrownBy(report::requireKept)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("twice: [1]");
  }

  @Test
  void missesInASinkWhatTheLedgerHas() {
    LedgerPage end = page(0, batch(0, 0, 3));
    end.last = found(3, "0", "0", "2");

    JobReport report = report(Both.class, 3, page(0), end);

    assertThatThrownBy(report::requireKept).hasMessageContaining("lost: [1]");
    assertThat(report.twice()).as("a plain sink may hold them").containsExactly("0");
  }

  @Test
  void namesEachJobThatHasNotKeptItsPromise() {
    LedgerPage end = page(0, batch(0, 0, 3));
    JobReport good = stream(3, page(0), end);
    JobReport bad = stream(4, page(0), end);

    new CrashReport(Collections.singletonList(good)).requireKept();
    assertThatThrownBy(() -> new CrashReport(Arrays.asList(bad, good, bad)).requireKept())
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s)(Not at least once[^N]*lost: \\[3\\]\\s*){2}");
  }

  private static JobReport stream(int produced, LedgerPage... pages) {
    return report(AtLeastOnce.class, produced, pages);
  }

  private static JobReport report(
      Class<? extends CrashJob> type, int produced, LedgerPage... pages) {
    return JobReport.of("orders", type, Arrays.asList(pages), produced);
  }

  /** A life of a driver, which has found this committed as it began. */
  private static LedgerPage page(long committed, LedgerPage.Entry[]... batches) {
    LedgerPage page = new LedgerPage();
    page.before = found(committed);
    Arrays.stream(batches).forEach(batch -> Collections.addAll(page.entries, batch));
    return page;
  }

  private static LedgerPage.Found found(long committed, String... held) {
    TopicOffsets offsets = TopicOffsets.of(Collections.singletonMap(ORDERS, committed));
    return new LedgerPage.Found(new ArrayList<>(Arrays.asList(held)), offsets);
  }

  private static LedgerPage.Entry[] batch(long number, int from, int until) {
    return IntStream.range(from, until)
        .mapToObj(value -> new LedgerPage.Entry(number, ORDERS, value, Integer.toString(value)))
        .toArray(LedgerPage.Entry[]::new);
  }
}
