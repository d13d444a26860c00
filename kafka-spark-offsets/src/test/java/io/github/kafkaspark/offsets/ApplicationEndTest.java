package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.internal.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;

/** The end of an application, whose store may be away. */
class ApplicationEndTest extends RecorderFixture {

  private final CountDownLatch answer = new CountDownLatch(1);

  private boolean end(Duration limit) {
    TestLog log = TestLog.sinceNow();
    Deadline deadline = Deadline.in(limit);
    boolean isDone = ApplicationEnd.commit(recorder, limit, Duration.ofMillis(50));
    assertThat(deadline.isOver()).isFalse();
    assertThat(log.lines("\tat ")).isEmpty();
    return isDone;
  }

  private void goDown() {
    TestLog log = TestLog.sinceNow();
    record(UnaryOperator.identity());
    reach(1);
    awaitStored(1);
    down = true;
    reach(2);
    await().atMost(LIMIT).until(() -> stream.recording().slot().failed() > 0);
    await().atMost(LIMIT).until(() -> !log.warnings("Could not commit offsets").isEmpty());
    assertThat(log.warnings("Could not commit offsets"))
        .allMatch(l -> l.endsWith("ms: it is down"));
    assertThat(log.lines("\tat ")).isEmpty();
  }

  @Test
  void doesNotWaitForAStoreThatIsDown() {
    goDown();
    TestLog log = TestLog.sinceNow();
    assertThat(end(LIMIT)).isFalse();
    assertThat(stored()).isEqualTo(at(1));
    assertThat(log.warnings("The application has ended"))
        .hasSize(1)
        .allMatch(
            line ->
                line.contains(
                        "The application has ended with offsets that are not committed: 'stream' "
                            + "DEGRADED: ")
                    && line.contains("it is down")
                    && line.endsWith(
                        "; a restart from the store would read again what came after"));
  }

  @Test
  void doesNotWaitForAStoreThatDoesNotReturn() {
    record(UnaryOperator.identity());
    reach(1);
    awaitStored(1);
    stuck = answer;
    reach(2);
    TestLog log = TestLog.sinceNow();
    try {
      assertThat(end(LIMIT)).isFalse();
      assertThat(log.warnings("The application has ended"))
          .hasSize(1)
          .allMatch(line -> line.contains("the store has not returned from a commit for "));
    } finally {
      answer.countDown();
    }
  }

  @Test
  void triesOnceMore() {
    goDown();
    await().atMost(LIMIT).until(() -> stream.recording().slot().failed() > 4);
    down = false;
    TestLog log = TestLog.sinceNow();
    assertThat(end(LIMIT)).isTrue();
    assertThat(stored()).isEqualTo(at(2));
    assertThat(log.warnings("The application has ended")).isEmpty();
  }

  /** As the only batch of a job that ends at once. */
  @Test
  void waitsForTheDecisionAboutAQueryThatHasJustReported() {
    record(UnaryOperator.identity());
    AtomicBoolean decided = new AtomicBoolean();
    unknown =
        progress -> {
          waitFor(answer);
          decided.set(true);
        };
    StreamingQueryProgress first = progress(1);
    when(first.name()).thenReturn("another");
    recorder.progressed(first);
    ScheduledFuture<?> unused =
        recorder.watchdog().schedule(answer::countDown, 100, TimeUnit.MILLISECONDS);
    assertThat(end(LIMIT)).isTrue();
    assertThat(decided).isTrue();
  }

  @Test
  void commitsWhatTheListenerBusHasDropped() {
    record(UnaryOperator.identity());
    Object unused = unseen(3);
    assertThat(end(LIMIT)).isTrue();
    assertThat(stored()).isEqualTo(at(3));
  }
}
