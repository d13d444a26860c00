package io.github.kafkaspark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.examples.RunScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code kafka-spark-benchmarks/run}, as a person types it. */
@Timeout(180)
class RunScriptIT {

  @Test
  void listsTheBenchmarksAndNoExample() throws Exception {
    RunScript output = RunScript.run();

    assertThat(output.status).isZero();
    assertThat(output.lines.get(0))
        .isEqualTo("Benchmarks, run with: kafka-spark-benchmarks/run NAME");
    assertThat(output.lines.subList(2, output.lines.size()))
        .satisfiesExactly(
            line -> assertThat(line).matches("  CaughtUpBenchmark +Measures how soon a stream .*"),
            line -> assertThat(line).matches("  CrashTest +Kills a driver with a query for .*"),
            line -> assertThat(line).matches("  SourceBenchmark +Measures how quickly the .*"),
            line -> assertThat(line).matches("  StoreBenchmark +Measures what a commit costs .*"),
            line -> assertThat(line).matches("  TrackerBenchmark +Measures what a tracker .*"));
  }

  @Test
  void saysWhichBenchmarksThereAreInPlaceOfAnUnknownOne() throws Exception {
    RunScript output = RunScript.run("QuickStart");

    assertThat(output.status).isEqualTo(2);
    assertThat(output.lines)
        .contains("run: no benchmark is called 'QuickStart'")
        .anyMatch(line -> line.startsWith("  StoreBenchmark "));
  }

  @Test
  void saysWhatABenchmarkTakes() throws Exception {
    RunScript output = RunScript.run("--help", "StoreBenchmark");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines)
        .containsExactly("usage: StoreBenchmark [--quick] [--check] [--folder DIR]");
  }

  @Test
  void startsABenchmarkWithItsArguments() throws Exception {
    RunScript output = RunScript.run("StoreBenchmark", "--quik");

    assertThat(output.status).as(output.toString()).isEqualTo(2);
    assertThat(output.lines)
        .containsExactly(
            "StoreBenchmark: Invalid option: '--quik' (expected --quick, --check or --folder DIR)");
  }
}
