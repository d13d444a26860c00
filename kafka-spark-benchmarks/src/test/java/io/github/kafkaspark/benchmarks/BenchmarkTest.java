package io.github.kafkaspark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BenchmarkTest {

  private final StringBuilder order = new StringBuilder();

  @Test
  void warmsUpAndThenTriesTheCandidatesInTurns() throws Exception {
    Map<String, Series> found = benchmark(3).backToBack(2);

    assertThat(order).hasToString("ABC" + "AABBCC" + "BBCCAA" + "CCAABB");
    assertThat(found.keySet()).containsExactly("A", "B", "C");
    assertThat(found.get("A").tries()).isEqualTo(6);
  }

  @Test
  void warmsUpOnceForBothWaysOfTrying() throws Exception {
    Benchmark benchmark = benchmark(2);
    Map<String, Series> unused = benchmark.backToBack(1);
    order.setLength(0);

    unused = benchmark.apart(Duration.ZERO, 2);

    assertThat(order).hasToString("ABCABC" + "BCABCA");
  }

  @Test
  void warmsUpForAsLongAsItIsTold() throws Exception {
    Benchmark benchmark =
        new Benchmark("test", 1, Duration.ofMillis(20)).candidate("A", () -> note("A"));
    long start = System.nanoTime();

    Map<String, Series> unused = benchmark.backToBack(1);

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    assertThat(order).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void pausesBetweenTwoTriesOfOneCandidate() throws Exception {
    List<Long> times = new ArrayList<>();
    Benchmark benchmark =
        new Benchmark("test", 1, Duration.ZERO)
            .candidate("A", () -> times.add(System.nanoTime()) ? 1 : 0)
            .candidate("B", () -> note("B"));

    Map<String, Series> unused = benchmark.apart(Duration.ofMillis(40), 2);

    assertThat(times.get(2) - times.get(1)).isGreaterThanOrEqualTo(40_000_000);
  }

  @Test
  void timesTheActionWithoutTheMakingOfItsInput() throws Exception {
    long start = System.nanoTime();
    double cost = Benchmark.timed(() -> waited(30), input -> assertThat(waited(5)).isTrue()).cost();
    double all = (System.nanoTime() - start) / 1e6;

    assertThat(cost).isGreaterThanOrEqualTo(5).isLessThanOrEqualTo(all - 30);
  }

  @Test
  void failsAsTheCandidateDoes() {
    Benchmark benchmark =
        new Benchmark("test", 1, Duration.ZERO)
            .candidate(
                "A",
                () -> {
                  throw new IllegalStateException("broken");
                });

    assertThatThrownBy(() -> benchmark.backToBack(1)).hasMessage("broken");
  }

  private Benchmark benchmark(int rounds) {
    return new Benchmark("test", rounds, Duration.ZERO)
        .candidate("A", () -> note("A"))
        .candidate("B", () -> note("B"))
        .candidate("C", () -> note("C"));
  }

  private double note(String candidate) {
    order.append(candidate);
    return 1;
  }

  private static boolean waited(int millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    return true;
  }
}
