package io.github.kafkaspark.lifecycle;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A file that asks for the stop by being there. */
interface Marker {

  /** When it was created, by the clock of its file system; empty if it is not there. */
  Optional<Instant> created() throws IOException;

  void delete() throws IOException;
}
