package io.github.kafkaspark.offsets.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The files of a checkpoint, which are only read. Names are relative to it, with slashes. */
interface CheckpointFiles {

  /** More than any batch of Spark's has; a larger file is none of Spark's. */
  int LARGEST = 64 << 20;

  /** The names in a directory, in no order; empty if there is none. */
  List<String> names(String directory) throws IOException;

  /** What a plain file has; empty if there is none, as when Spark has deleted it meanwhile. */
  Optional<byte[]> read(String file) throws IOException;

  /** Whether the checkpoint's own directory is there. */
  boolean exists() throws IOException;

  /** Whether there is nothing at all in its place, for certain. */
  boolean isAbsent() throws IOException;

  /** Where it is. */
  @Override
  String toString();
}
