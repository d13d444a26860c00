package io.github.kafkaspark.offsets.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.testing.SparkExtension;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each Spark of the matrix reads what older and newer ones have written. */
@ExtendWith(SparkExtension.class)
class KeptCheckpointsIT {

  private static final List<String> OF_ALL =
      Arrays.asList(
          "beside-another-source",
          "between-batches",
          "continuous",
          "initial-only",
          "self-union",
          "state",
          "two-sources",
          "unfinished",
          "unfinished-first");

  @TestFactory
  List<DynamicTest> stayReadable(SparkSession spark) throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path version : KeptCheckpoints.versions()) {
      for (Path checkpoint : KeptCheckpoints.of(version)) {
        String name = checkpoint.getFileName().toString();
        tests.add(
            DynamicTest.dynamicTest(
                version.getFileName() + " " + name,
                () -> {
                  ExpectedCheckpoint expected = ExpectedCheckpoint.of(version, name);
                  expected.compare(CheckpointOffsets.read(checkpoint));
                  expected.compare(CheckpointOffsets.read(spark, checkpoint.toUri().toString()));
                }));
      }
    }
    return tests;
  }

  @Test
  void areOfTheseVersionsAndKinds() throws Exception {
    List<String> found = new ArrayList<>();
    for (Path version : KeptCheckpoints.versions()) {
      List<String> kinds = new ArrayList<>();
      for (Path checkpoint : KeptCheckpoints.of(version)) {
        kinds.add(checkpoint.getFileName().toString());
      }
      assertThat(kinds).as(version.toString()).containsAll(OF_ALL);
      kinds.removeAll(OF_ALL);
      found.add(version.getFileName() + " " + kinds);
    }
    assertThat(found)
        .containsExactly(
            "2.3.1 []",
            "2.4.8 []",
            "3.5.7 [async]",
            "4.0.0 [async]",
            "4.2.0 [async, log-2, log-2-self-union, log-2-unfinished, named, named-log-2]");
  }

  @Test
  void sayWhichSparkHasWrittenThemAndWhen() throws Exception {
    for (Path version : KeptCheckpoints.versions()) {
      Properties written = new Properties();
      try (Reader in = Files.newBufferedReader(version.resolve("written.properties"))) {
        written.load(in);
      }
      assertThat(written.getProperty("spark")).isEqualTo(version.getFileName().toString());
      assertThat(LocalDate.parse(written.getProperty("date")))
          .isAfterOrEqualTo(LocalDate.of(2026, 11, 30));
    }
  }
}
