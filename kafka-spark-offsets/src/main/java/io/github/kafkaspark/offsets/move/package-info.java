/**
 * Moves streams on purpose: rewinds, copies, renames, forgets, and takes over from files, consumer
 * groups and checkpoints. A plan looks, and changes nothing until it is executed.
 *
 * <p>Start at {@link io.github.kafkaspark.offsets.move.Rewind}. Nothing of it needs Spark.
 */
package io.github.kafkaspark.offsets.move;
