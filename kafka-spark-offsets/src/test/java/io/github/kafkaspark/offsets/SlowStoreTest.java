package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;

/** A store that takes a second and more for a commit, and a query that does not wait for it. */
class SlowStoreTest {

  private static final String NAME = "slow store";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final StreamId STREAM = StreamId.of("slow");

  @Test
  void getsTheNewestAsOftenAsItCanAndNothingIsKeptForIt() {
    Random random = Faults.random(NAME);
    List<Duration> latencies = new ArrayList<>();
    for (int round = 0; round < Faults.count(2, 20); round++) {
      latencies.add(Duration.ofMillis(1_000 + random.nextInt(Faults.count(1_000, 29_000))));
    }
    // Each for itself: they do nothing but wait.
    latencies.parallelStream().forEach(this::run);
  }

  private void run(Duration latency) {
    UUID run = UUID.randomUUID();
    OffsetStore inner = OffsetStores.inMemory();
    OffsetStore slow = WatchedStore.slow(inner, latency);
    Recorder recorder =
        new Recorder(
            slow,
            TrackerOptions.defaults(),
            () -> Provenance.of("test", Instant.now()),
            id -> null,
            progress -> {});
    Recording recording = recorder.record(STREAM, begun -> begun.started(run, null));
    List<WeakReference<StreamingQueryProgress>> all = new ArrayList<>();
    long begun = System.nanoTime();
    long offset = 0;
    while (System.nanoTime() - begun < 3 * latency.toNanos()) {
      StreamingQueryProgress progress = progress(run, ++offset);
      all.add(new WeakReference<>(progress));
      recorder.progressed(progress);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              System.gc();
              return all.stream().filter(each -> each.get() != null).count() < 10;
            });

    recording.flush(LIMIT);
    long elapsed = System.nanoTime() - begun;
    TopicOffsets stored = inner.latest(STREAM).get().offsets();
    long commits = inner.latest(STREAM).get().sequence();
    Faults.say(
        NAME,
        String.format(
            "%d ms a commit: %d progresses, %d commits in %d ms",
            latency.toMillis(), all.size(), commits, TimeUnit.NANOSECONDS.toMillis(elapsed)));
    assertThat(stored).isEqualTo(TopicOffsets.empty().withOffset("t", 0, offset));
    assertThat(commits).isGreaterThan(1).isLessThanOrEqualTo(elapsed / latency.toNanos() + 1);
    recorder.close(LIMIT);
  }

  private static StreamingQueryProgress progress(UUID run, long end) {
    StreamingQueryProgress progress =
        Progress.of(
            run, end, Progress.kafka(null, TopicOffsets.empty().withOffset("t", 0, end).toJson()));
    when(progress.name()).thenReturn(STREAM.name());
    return progress;
  }
}
