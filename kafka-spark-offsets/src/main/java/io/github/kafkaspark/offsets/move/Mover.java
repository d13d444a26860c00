package io.github.kafkaspark.offsets.move;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Who moves a stream: the person and the process, as commits name them. */
final class Mover {

  private Mover() {}

  private static String name() {
    return System.getProperty("user.name", "?")
        + ", "
        + ManagementFactory.getRuntimeMXBean().getName();
  }

  /** This process. */
  static Provenance now() {
    return Provenance.of(name(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  /** A claim of this process that goes on where a commit is, which keeps its age and its query. */
  static NewCommit start(OffsetCommit newest) {
    Provenance before = newest.provenance();
    Provenance by = Provenance.of(name(), before.time());
    if (before.queryId().isPresent()) {
      by = by.withBatch(before.queryId().get(), before.batchId().orElse(0));
    }
    return NewCommit.start(newest.offsets(), by).withIdentities(newest.identities());
  }
}
