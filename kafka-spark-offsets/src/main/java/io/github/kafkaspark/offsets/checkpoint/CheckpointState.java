package io.github.kafkaspark.offsets.checkpoint;

/**
 * How far the query of a checkpoint has come. Later versions may have more of them, so a {@code
 * switch} needs a default.
 */
public enum CheckpointState {
  /** No query has begun with it: it has no place. */
  NEW,
  /** A query has begun and done no batch: its place is where the sources began. */
  INITIAL_ONLY,
  /** The newest batch is done: a restart begins behind it. */
  BETWEEN_BATCHES,
  /** The newest batch is not done: a restart runs the same batch again. */
  UNFINISHED_BATCH
}
