package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.OffsetTracker;
import io.github.kafkaspark.offsets.TrackedStream;
import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A cell of a notebook that runs twice. */
@ExtendWith(SparkExtension.class)
class NotebookIT {

  @TempDir Path offsets;

  private TrackedStream cell(SparkSession spark) {
    // region again
    OffsetTracker tracker =
        OffsetTracker.of(spark)
            .orElseGet(() -> OffsetTracker.attach(spark, OffsetStores.file(offsets)));
    TrackedStream orders = tracker.stream("orders-to-lake");
    // endregion
    return orders;
  }

  @Test
  void theSecondRunFindsWhatTheFirstHasMade(SparkSession spark) {
    SparkSession other = spark.newSession();
    TrackedStream first = cell(spark);
    try {
      assertThat(cell(spark)).isSameAs(first);
      assertThat(OffsetTracker.of(other)).isEmpty();
      assertThat(OffsetTracker.of(spark).get().streams()).containsExactly(first);
    } finally {
      OffsetTracker.of(spark).get().close();
    }
    assertThat(OffsetTracker.of(spark)).isEmpty();
    TrackedStream anew = cell(spark);
    assertThat(anew).isNotSameAs(first);
    OffsetTracker.of(spark).get().close();
  }
}
