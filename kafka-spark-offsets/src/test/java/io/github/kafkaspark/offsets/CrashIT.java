package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.jdbc.TestPostgres;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import io.github.kafkaspark.testing.crash.CrashReport;
import io.github.kafkaspark.testing.crash.CrashTrial;
import io.github.kafkaspark.testing.crash.JobReport;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A driver is killed at random instants: a plain sink gets each record at least once, a database
 * once. Where offsets are committed before the rows, records are lost, and the ledger shows it.
 */
@ExtendWith(KafkaExtension.class)
class CrashIT {

  private static final String NAME = "kills";
  private static final int FULL = 50;

  @Test
  @Timeout(3600)
  void aKillLosesNoRecordAndInADatabaseWritesNoneTwice(EmbeddedKafka kafka, @TempDir Path folder)
      throws Exception {
    Random random = Faults.random(NAME);
    PGSimpleDataSource database = TestPostgres.newSchema();
    TestPostgres.execute(database, RowsAndOffsets.TABLE);

    CrashReport report =
        CrashTrial.of(kafka, folder)
            .job("at-least-once", LedgerStream.class)
            .job("exactly-once", RowsAndOffsets.class)
            .job("offsets-first", OffsetsBeforeRows.class)
            .setting(RowsAndOffsets.SCHEMA, database.getCurrentSchema())
            .setting(RowsAndOffsets.PORT, Integer.toString(database.getPortNumbers()[0]))
            .run(Faults.count(1, FULL), random);

    Faults.say(NAME, "\n" + report);
    report.of("at-least-once").requireAtLeastOnce();
    report.of("exactly-once").requireExactlyOnce();
    JobReport control = report.of("offsets-first");
    assertThat(control.lost()).as("of a job that commits before it writes").isNotEmpty();
    assertThatThrownBy(control::requireExactlyOnce)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("lost: [" + control.lost().get(0));
  }
}
