package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.after;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;

/** When a tracker stops a query, and when it does not. */
class QueryStopTest extends RecorderFixture {

  @Test
  void leavesTheQueryOfAFencedStreamIfAsked() throws Exception {
    record(options -> options.keepFencedQueries());
    claimElsewhere();
    reach(10);
    awaitTold(Health.FENCED);
    reach(20);
    verify(query, after(500).never()).stop();
    assertThat(stored()).isEqualTo(at(0));
  }

  @Test
  void stopsTheQueryOfAStreamThatHasNoDurableCommitForTooLong() throws Exception {
    TestLog log = TestLog.sinceNow();
    record(options -> options.stopAfter(Duration.ofMillis(500)));
    reach(10);
    awaitStored(10);
    down = true;
    reach(20);
    verify(query, timeout(LIMIT.toMillis()).atLeastOnce()).stop();
    await() // The query is stopped by a thread of its own.
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(log.warnings("No durable commit for 500 ms, so the query is stopped"))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("'stream' DEGRADED"))
                    .allMatch(line -> line.contains("at risk: at most 10 records")));
    down = false;
    awaitStored(20);
  }

  @Test
  void stopsAQueryOnceHoweverLongThatTakes() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    doAnswer(
            call -> {
              WatchedStore.await(released);
              return null;
            })
        .when(query)
        .stop();
    TestLog log = TestLog.sinceNow();
    record(options -> options.stopAfter(Duration.ofMillis(1)));
    down = true;
    reach(10);
    verify(query, timeout(LIMIT.toMillis())).stop();
    stream.recording().watch();
    stream.recording().watch();
    verify(query, after(300).times(1)).stop();
    assertThat(log.warnings("so the query is stopped")).hasSize(1);
    released.countDown();
  }

  @Test
  void aQueryThatCouldNotBeStoppedIsStoppedAgain() throws Exception {
    doThrow(new IllegalStateException("on purpose")).doNothing().when(query).stop();
    record(options -> options.stopAfter(Duration.ofMillis(1)));
    down = true;
    reach(10);
    verify(query, timeout(LIMIT.toMillis()).atLeast(2)).stop();
  }

  @Test
  void doesNotStopAQueryThatHasNothingToCommit() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    record(options -> options.stopAfter(Duration.ofNanos(1)));
    StreamingQueryProgress last = unseen(10);
    recorder.progressed(last);
    awaitStored(10);
    when(query.lastProgress())
        .thenAnswer(
            call -> {
              looks.incrementAndGet();
              return last;
            });
    await().atMost(LIMIT).until(() -> looks.get() > 4);
    verify(query, never()).stop();
  }
}
