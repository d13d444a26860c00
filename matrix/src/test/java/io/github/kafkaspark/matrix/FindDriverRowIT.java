package io.github.kafkaspark.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spark's REST API of this row, asked by the example. */
class FindDriverRowIT {

  @Test
  @Timeout(180)
  void findsTheDriver(@TempDir Path folder) throws Exception {
    assertThat(QuickStartIT.run("FindDriver", folder))
        .anyMatch(line -> line.matches("Spark [0-9.]+ at http://127\\.0\\.0\\.1:\\d+"))
        .anyMatch(line -> line.matches("local-\\d+, started \\S+, running"))
        .anyMatch(line -> line.matches("  driver at 127\\.0\\.0\\.1:\\d+"));
  }
}
