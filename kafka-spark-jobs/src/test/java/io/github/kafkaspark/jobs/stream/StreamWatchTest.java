package io.github.kafkaspark.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.jobs.api.StreamHealth;
import io.github.kafkaspark.jobs.api.StreamView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at folders in which nothing is stored, so that nobody asks the brokers. */
class StreamWatchTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final List<RunningApplication> RUNS =
      List.of(new RunningApplication("job", "run-1", "app-1"));

  @TempDir private Path folder;
  private Path offsets;
  private volatile boolean hasRun;
  private StreamWatch watch;

  @BeforeEach
  void watch() {
    offsets = folder.resolve("offsets");
    watch = new StreamWatch(Clock.systemUTC(), job -> hasRun, Duration.ofHours(1), view -> {});
    watch.watch(List.of(new WatchedStream("job", "orders", "file:" + offsets, "127.0.0.1:1")));
    assertThat(await().atMost(LIMIT).until(() -> watch.view("job"), view -> view.at() != null))
        .as("the look that comes without a run")
        .extracting(StreamView::health)
        .isEqualTo(StreamHealth.NEW);
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private StreamView awaitWhy(String text) {
    return await().atMost(LIMIT).until(() -> watch.view("job"), view -> view.why().contains(text));
  }

  @Test
  void aStreamIsLookedAtAtOnceWhenARunBeginsAndWhenItEnds() {
    watch.running(RUNS);
    assertThat(awaitWhy("the run has not claimed").health()).isEqualTo(StreamHealth.UNKNOWN);
    watch.running(List.of());
    assertThat(awaitWhy("nothing is stored for the stream yet").health())
        .isEqualTo(StreamHealth.NEW);
  }

  @Test
  void aFolderThatIsNotThereIsNewUntilAnApplicationIsOver() {
    assertThat(watch.view("job").why()).contains("the store is " + offsets + " on this host");
    assertThat(watch.plan("job").text()).contains("this is its first time", "not on this host yet");
    assertThat(watch.offsets("job").offsets()).as("where a first run begins").isEmpty();
    assertThat(watch.offsets("job").committedAt()).isNull();

    watch.running(RUNS);
    StreamView unused = awaitWhy("the run has not claimed");
    assertThat(watch.offsets("job")).as("its driver may store elsewhere").isNull();
    hasRun = true;
    watch.running(List.of());
    assertThat(awaitWhy("not visible from here: there is no folder " + offsets).health())
        .isEqualTo(StreamHealth.UNKNOWN);
    assertThat(watch.plan("job").text()).contains("no run has stored anything there");
    assertThat(watch.offsets("job")).isNull();
  }

  @Test
  void aFolderThatIsGoneIsNotCalledNew() throws Exception {
    Path unused = Files.createDirectory(offsets);
    watch.running(RUNS);
    StreamView seen = awaitWhy("the run has not claimed");
    assertThat(seen.health()).isEqualTo(StreamHealth.UNKNOWN);
    Files.delete(offsets);
    watch.running(List.of());
    assertThat(awaitWhy("on this host any more").health()).isEqualTo(StreamHealth.UNKNOWN);
    assertThat(watch.plan("job").text()).contains("the next run finds nothing stored");
    assertThat(watch.offsets("job")).isNull();
  }
}
