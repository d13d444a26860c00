package io.github.kafkaspark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrashStoreTest {

  @Test
  void takesAllStoresOrThoseThatAreNamed() {
    assertThat(CrashStore.named(Optional.empty())).hasSize(7);
    assertThat(CrashStore.named(Optional.of("kafka,file"))).hasSize(2);
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
    for (String other : new String[] {"java.lang.String", "com.example.Missing"}) {
      assertThatThrownBy(() -> CrashStore.jobs(Optional.of(job + "," + other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Invalid --jobs: '" + other + "' (expected a class that ");
    }
  }
}
