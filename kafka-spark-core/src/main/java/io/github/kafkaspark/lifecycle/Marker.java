package io.github.kafkaspark.lifecycle;

import java.io.IOException;

/** A file whose being there asks for the stop. */
interface Marker {

  boolean exists() throws IOException;

  void delete() throws IOException;
}
