package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.offsets.HdfsLocationCases;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** All that needs an HDFS, in one JVM: to start one takes ten seconds. */
@Tag("heavy")
class HdfsOffsetStoreIT {

  @Nested
  class Contract extends HdfsStoreCases {}

  @Nested
  class Open extends HdfsOpenCases {}

  @Nested
  class Location extends HdfsLocationCases {}

  @Nested
  class Trouble extends HdfsFaultCases {}

  @Nested
  class Kills extends HdfsKillCases {}

  @Nested
  class Interrupts extends HdfsInterruptCases {}
}
