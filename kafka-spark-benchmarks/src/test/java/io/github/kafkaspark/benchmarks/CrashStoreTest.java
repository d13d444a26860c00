package io.github.kafkaspark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.examples.Captured;
import io.github.kafkaspark.offsets.crash.StoreAndSink;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrashStoreTest {

  @Test
  void takesAllStoresOrThoseThatAreNamed() {
    assertThat(CrashStore.named(Optional.empty())).hasSize(7);
    assertThat(CrashStore.named(Optional.of("kafka,file,kafka"))).hasSize(2);
    assertThatThrownBy(() -> CrashStore.named(Optional.of("file,files")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid --stores: 'files' (expected of these, separated by commas: file, hdfs, kafka,"
                + " kafka-without-transactions, jdbc, mirrored, rows-and-offsets)");
  }

  @Test
  void takesJobsOfTheClassPathAndRefusesOtherClasses() {
    assertThat(CrashStore.jobs(Optional.empty())).isEmpty();
    String job = RowsAndOffsets.class.getName();
    assertThat(CrashStore.jobs(Optional.of(job))).hasSize(1);
    String[] others = {"java.lang.String", "com.example.Missing", "", StoreAndSink.class.getName()};
    for (String other : others) {
      assertThatThrownBy(() -> CrashStore.jobs(Optional.of(job + "," + other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Invalid --jobs: '" + other + "' (expected a class that ");
    }
  }

  @Test
  void takesNoTwoJobsThatWouldHaveTheSameName() {
    String job = RowsAndOffsets.class.getName();
    assertThatThrownBy(() -> CrashStore.jobs(Optional.of(job + "," + job)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid --jobs: '" + job + "' (expected each class once, and ");
  }

  @Test
  void aWrongOptionIsTheStatus2AndStartsNothing() throws Exception {
    String[][] wrong = {
      {"--stores", "files", "Invalid --stores: 'files' (expected of these, separated by commas: "},
      {"--stores", "", "Invalid --stores: '' (expected of these, separated by commas: file, "},
      {"--jobs", "Missing", "Invalid --jobs: 'Missing' (expected a class that implements "},
      {"--kills", "0", "Invalid --kills: '0' (expected 1 to 9999)"},
      {"--seed", "x", "Invalid --seed: 'x' (expected a whole number of up to 18 digits)"},
    };
    for (String[] each : wrong) {
      Captured output = Captured.run(CrashTest::run, each[0], each[1]);
      assertThat(output.status).as(output.toString()).isEqualTo(2);
      assertThat(output.text).startsWith("CrashTest: " + each[2]).endsWith(")\n");
    }
    Captured both = Captured.run(CrashTest::run, "--kills", "3", "--minutes", "5");
    assertThat(both.status).as(both.toString()).isEqualTo(2);
    assertThat(both.text)
        .isEqualTo(
            "CrashTest: Invalid --minutes: '5' (expected without --kills, which says too how long"
                + " it goes on; leave one of them out)\n");
  }
}
