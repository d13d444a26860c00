package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HealthReportsTest {

  private final List<StreamStatus> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final HealthReports reports =
      new HealthReports(
          status -> {
            WatchedStore.await(released);
            told.add(status);
          });

  private void report(String stream, Health health, String reason) {
    reports.report(new StreamStatus(StreamId.of(stream), health, reason, null, AtRisk.NOTHING));
  }

  @Test
  void keepsTheNewestThousandForACallbackThatTakesItsTime() {
    for (int i = 0; i < 3_000; i++) {
      report("stream", i % 2 == 0 ? Health.DEGRADED : Health.HEALTHY, "change " + i);
    }
    released.countDown();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> told.get(told.size() - 1).reason().get().equals("change 2999"));
    assertThat(told.subList(told.size() - 1_000, told.size()))
        .extracting(status -> status.reason().get())
        .startsWith("change 2000")
        .doesNotHaveDuplicates();
    assertThat(told).hasSizeBetween(1_000, 1_001);
    reports.close();
  }

  @Test
  void tellsOfEachStreamByItselfAndNotTwice() {
    released.countDown();
    report("first", Health.HEALTHY, null);
    report("first", Health.DEGRADED, "one");
    report("second", Health.DEGRADED, "two");
    report("first", Health.DEGRADED, "the same again");
    report("first", Health.HEALTHY, "three");
    reports.close();
    await().atMost(Duration.ofMinutes(2)).until(() -> told.size() == 3);
    assertThat(told)
        .extracting(status -> status.reason().get())
        .containsExactly("one", "two", "three");
  }
}
