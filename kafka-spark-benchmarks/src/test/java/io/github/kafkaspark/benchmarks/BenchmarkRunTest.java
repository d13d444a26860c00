package io.github.kafkaspark.benchmarks;

import static java.util.Collections.emptyList;
import static java.util.Collections.singletonList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkRunTest {

  @TempDir Path disk;

  @Test
  void succeedsWithAMissedBoundUnlessItIsToBeChecked() {
    assertThat(status(9, "--quick")).isZero();
    assertThat(status(9, "--check")).isEqualTo(1);
    assertThat(status(10, "--check")).isZero();
  }

  @Test
  void refusesAnUnknownOption() {
    assertThat(status(10, "--quik")).isEqualTo(2);
    assertThatThrownBy(() -> BenchmarkRun.parse(emptyList(), "--check", "--quik"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid option: '--quik' (expected --quick, --check or --folder DIR)");
    assertThatThrownBy(() -> BenchmarkRun.parse(singletonList("--all"), "--all", "--folder"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid option: '--folder' (expected --all, --quick, --check or --folder DIR)");
    assertThat(BenchmarkRun.parse(singletonList("--all"), "--all").has("--all")).isTrue();
    assertThat(BenchmarkRun.parse(singletonList("--all")).has("--all")).isFalse();
  }

  @Test
  void takesAnOptionWithItsValue() {
    List<String> known = singletonList("--only TEXT");

    assertThat(BenchmarkRun.parse(known, "--only", "--quick").value("--only")).contains("--quick");
    assertThat(BenchmarkRun.parse(known, "--quick").value("--only")).isEmpty();
    assertThatThrownBy(() -> BenchmarkRun.parse(known, "--only"))
        .hasMessage("Invalid --only: '' (expected TEXT)");
  }

  @Test
  void usesTheDiskThatItIsTold() {
    AtomicReference<Path> used = new AtomicReference<>();

    int status =
        BenchmarkRun.of(
            "Test",
            new String[] {"--folder", disk.toString()},
            (run, folder) -> {
              assertThat(folder).isDirectory();
              used.set(folder);
            });

    assertThat(status).isZero();
    assertThat(used.get().getParent()).isEqualTo(disk);
    assertThat(Files.exists(used.get())).isFalse();
  }

  @Test
  void saysOfEachBoundWhetherItHeld() {
    Bounds bounds = new Bounds();
    bounds.atLeast(10, " times quicker", "file, 1 partition", 52.346);
    bounds.atMost(20, " ms", "Kafka, 10,000 partitions", 1_020.0004);
    bounds.atMost(0, " refused", "Kafka, 100 partitions", 0);
    bounds.atMost(1.2, " times", "plain, 1 partition", 1.204);
    bounds.atMost(1.2, " times", "plain", Double.NaN);

    assertThat(bounds.toString().split("\n"))
        .containsExactly(
            "held    file, 1 partition: 52.346 times quicker (expected at least 10)",
            "MISSED  Kafka, 10,000 partitions: 1,020 ms (expected at most 20)",
            "held    Kafka, 100 partitions: 0 refused (expected at most 0)",
            "MISSED  plain, 1 partition: 1.204 times (expected at most 1.2)",
            "MISSED  plain: NaN times (expected at most 1.2)");
    assertThat(bounds.areHeld()).isFalse();
  }

  private static int status(double found, String... arguments) {
    return BenchmarkRun.of(
        "Test", arguments, (run, folder) -> run.bounds().atLeast(10, "", "test", found));
  }
}
