package io.github.kafkaspark.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import io.github.kafkaspark.lifecycle.StopOutcome.Kind;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.Option;

@Timeout(180)
class ArmedStopTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  @AfterEach
  void endThePool() {
    end.countDown();
    assertThat(pool.shutdownNow()).isEmpty();
  }

  /** Ends with the latch, and not by a stop. */
  private StreamingQuery query(String status) throws Exception {
    StreamingQueryStatus now = mock(StreamingQueryStatus.class, withSettings().stubOnly());
    when(now.message()).thenReturn(status);
    when(now.isTriggerActive()).thenReturn(true);
    StreamingQuery query = mock(StreamingQuery.class, withSettings().stubOnly());
    when(query.name()).thenReturn("stubborn");
    when(query.runId()).thenReturn(UUID.randomUUID());
    when(query.status()).thenReturn(now);
    when(query.exception()).thenReturn(Option.empty());
    doAnswer(
            call -> {
              end.await();
              return null;
            })
        .when(query)
        .awaitTermination();
    return query;
  }

  @Test
  void aQueryThatDoesNotEndIsSaidAndIsNotLookedAtAnyMore() throws Exception {
    ArmedStop stop =
        GracefulStop.of(query("Processing new data")).within(Duration.ofMillis(500)).arm();
    assertThat(stop).hasToString("ArmedStop([query 'stubborn'])");
    stop.request();
    assertThat(stop).hasToString("ArmedStop([query 'stubborn'], stopping because of a call)");

    StopOutcome outcome = stop.awaitTermination();
    assertThat(outcome.kind()).isEqualTo(Kind.BATCH_CUT);
    assertThat(outcome)
        .hasToString(
            "BATCH_CUT: query 'stubborn' is stopped in the middle of a batch, which has not ended "
                + "within 500 ms; a restart reads again what came after its start; query 'stubborn' "
                + "has been stopped, but has not ended; it is left behind");
    assertThat(stop).hasToString("ArmedStop([query 'stubborn'], ended: %s)", outcome);
    await().atMost(Duration.ofMinutes(2)).until(() -> !isAlive("kafka-spark-stop-query"));
  }

  private static boolean isAlive(String thread) {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals(thread));
  }

  @Test
  void aQueryThatHadFailedBeforeTellsWhy() throws Exception {
    end.countDown();
    StreamingQueryException failure = mock(StreamingQueryException.class);
    when(failure.getCause()).thenReturn(new ArithmeticException("/ by zero"));
    StreamingQuery query = query("Terminated with exception: / by zero");
    when(query.exception()).thenReturn(Option.apply(failure));

    StopOutcome outcome = GracefulStop.of(query).within(LONG).arm().awaitTermination();
    assertThat(outcome.kind()).isEqualTo(Kind.QUERY_FAILED);
    assertThat(outcome.failure()).containsSame(failure);
    assertThat(outcome)
        .hasToString(
            "QUERY_FAILED: query 'stubborn' has failed: java.lang.ArithmeticException: / by zero");
  }

  @Test
  void nobodyIsWaitedForWhoHasOnlyArmedIt() throws Exception {
    StreamingQuery query = query("Waiting for data to arrive");
    ArmedStop stop = pool.submit(() -> GracefulStop.of(query).within(LONG).arm()).get();
    stop.request();
    end.countDown();

    await().atMost(Duration.ofMinutes(2)).until(() -> stop.awaitTermination(Duration.ofMillis(10)));
    stop.awaitHosts();
    assertThat(stop.left()).isPositive();
  }

  @Test
  void aPoolsThreadIsWaitedForUntilItIsBackInItsPool() throws Exception {
    ArmedStop stop = GracefulStop.of(query("Waiting for data to arrive")).within(LONG).arm();
    CountDownLatch closing = new CountDownLatch(1);
    Future<StopOutcome> host = pool.submit(() -> awaitAndClose(stop, closing));
    await().atMost(Duration.ofMinutes(2)).until(() -> isIn("awaitAndClose"));
    stop.request();
    end.countDown();
    Thread exit = new Thread(stop::awaitHosts);
    exit.setDaemon(true);
    exit.start();

    exit.join(300);
    assertThat(exit.isAlive()).as("waits for the host").isTrue();
    closing.countDown();
    exit.join();
    assertThat(host.get().kind()).isEqualTo(Kind.COMPLETE);
    assertThat(stop.left()).isPositive();
  }

  private static StopOutcome awaitAndClose(ArmedStop stop, CountDownLatch closing)
      throws InterruptedException {
    StopOutcome outcome = stop.awaitTermination();
    closing.await();
    return outcome;
  }

  private static boolean isIn(String method) {
    return Thread.getAllStackTraces().values().stream()
        .anyMatch(
            trace -> {
              boolean found = false;
              for (StackTraceElement frame : trace) {
                found |= frame.getMethodName().equals(method);
              }
              return found;
            });
  }
}
