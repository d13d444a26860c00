package io.github.kafkaspark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kafkaspark.examples.Captured;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The crash test in small; in full with {@code -Pfaults}. */
@Tag("heavy")
@Timeout(3600)
class CrashTestIT {

  private static final String KILLS = "34";

  @Test
  void noStoreLosesARecordAndNoneIsReadAgainThatWasNotAtRisk() throws Exception {
    assumeTrue(
        Boolean.getBoolean("kafkaspark.faults"),
        "it takes many minutes: run it with -Pfaults; CrashIT shows the same with one kill");
    Captured output = Captured.run(CrashTest::run, "--kills", KILLS);

    System.out.println("[faults] crash test:\n" + output);
    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines())
        .anyMatch(line -> line.matches(".*/run CrashTest --kills " + KILLS + " --seed \\d+"))
        .anyMatch(line -> line.matches("query +kills +kept +deleted +in a batch +records .*"))
        .anyMatch(line -> line.matches(KILLS + " kills of the JVM, \\d+ of queries, in .*"));
    for (String store :
        new String[] {"file", "hdfs", "kafka", "kafka-without-transactions", "jdbc", "mirrored"}) {
      assertThat(output.lines())
          .anyMatch(
              line -> line.matches(store + " +" + KILLS + "( +\\d+){4} +0 +\\d+ +\\d+ +0 +-"));
    }
    assertThat(output.lines())
        .anyMatch(
            line -> line.matches("rows-and-offsets +" + KILLS + "( +\\d+){4} +0 +\\d+ +- +- +0"));
  }
}
