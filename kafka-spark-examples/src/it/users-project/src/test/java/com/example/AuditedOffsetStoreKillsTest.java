package com.example;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.crash.CrashReport;
import io.github.kafkaspark.testing.crash.CrashTrial;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Drivers are killed at random instants; the store and the sink lose nothing. */
@ExtendWith(KafkaExtension.class)
class AuditedOffsetStoreKillsTest {

  private static final int KILLS = Boolean.getBoolean("kafkaspark.faults") ? 17 : 1;

  @Test
  void noOrderIsLostAndNoneIsReadAgainThatWasNotAtRisk(EmbeddedKafka kafka, @TempDir Path folder)
      throws Exception {
    long seed = Long.getLong("kafkaspark.seed", System.nanoTime());
    System.out.println("[faults] kills of a store: seed " + seed);
    // region kills
    CrashReport report =
        CrashTrial.of(kafka, folder)
            .job("audited", AuditedOffsetStoreKilled.class)
            .disturbed()
            .run(KILLS, new Random(seed));
    System.out.println("[faults] kills of a store:\n" + report);
    report.requireKept();
    // endregion
  }
}
