package io.github.kafkaspark.lifecycle;

import java.io.IOException;

/** A file that asks for the stop by being there. */
interface Marker {

  boolean exists() throws IOException;

  void delete() throws IOException;
}
