package com.example;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.crash.CrashReport;
import io.github.kafkaspark.testing.crash.CrashTrial;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Drivers are killed at random instants; each job keeps what it promises. */
@ExtendWith(KafkaExtension.class)
class KillsTest {

  // With those of the other versions of Spark, more than 50.
  private static final int KILLS =
      Boolean.getBoolean("kafkaspark.faults") ? 17 : Integer.getInteger("kafkaspark.kills", 1);

  @Test
  void noOrderIsLostThoughDriversAreKilled(EmbeddedKafka kafka, @TempDir Path folder)
      throws Exception {
    assumeTrue(KILLS > 0, "another version of Spark has the kills");
    long seed = Long.getLong("kafkaspark.seed", System.nanoTime());
    System.out.println("[faults] kills: seed " + seed);
    // region kills
    CrashReport report =
        CrashTrial.of(kafka, folder)
            .job("parquet", KilledParquet.class)
            .run(KILLS, new Random(seed));
    System.out.println("[faults] kills:\n" + report);
    report.requireKept();
    // endregion
  }
}
