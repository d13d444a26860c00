package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.Provenance;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Tells which writer of this driver makes a commit now. */
final class DriverProvenance implements Supplier<Provenance> {

  /** Tells the writer from every other, of this process too. */
  private final String writer =
      ManagementFactory.getRuntimeMXBean().getName() + "-" + UUID.randomUUID();

  private final SparkSession spark;

  DriverProvenance(SparkSession spark) {
    this.spark = spark;
  }

  @Override
  public Provenance get() {
    return Provenance.of(writer, Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .withApplication(spark.sparkContext().applicationId());
  }
}
