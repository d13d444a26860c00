package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the old job and the new one on their Sparks. */
@Timeout(600)
@Tag("heavy")
class UpgradeIT {

  private static final String ONE = "{\"orders\":{\"0\":60,\"1\":60}}";
  private static final String JOINED =
      ONE.replaceFirst("}}", "},\"payments\":{\"0\":60,\"1\":60}}");

  @Test
  void goesOnWhereTheOldJobStood() throws Exception {
    RunScript output = RunScript.run("Upgrade");

    assertThat(output.status).as(output.toString()).isZero();
    assertThat(output.lines.get(output.lines.size() - 1))
        .matches("Upgrade: OK, produced 1200, lost 0, repeated \\d+");
    assertThat(output.lines)
        .anyMatch(line -> line.matches("  its checkpoint stands at +" + Pattern.quote(JOINED)))
        .anyMatch(line -> line.matches("  its checkpoint stands at +" + Pattern.quote(ONE)))
        .anyMatch(
            line ->
                line.matches(
                    "  with it, Spark 4.2.0 says +.*IllegalArgumentException: .*SPARK-26154.*"))
        .anyMatch(
            line ->
                line.matches("  with it, Spark 4.2.0 says +.*There are \\[1\\] sources in the .*"))
        // What came behind the place of the checkpoint: 150 - 60 records of each partition.
        .anyMatch(line -> line.matches("  with a new one it read +360 records"))
        .anyMatch(line -> line.matches("  with a new one it read +480 records"));
  }
}
