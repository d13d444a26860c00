/**
 * Remembers outside Spark's checkpoint where a stream is.
 *
 * <p>Start at {@link io.github.kafkaspark.offsets.OffsetTracker}; a store of one's own implements
 * {@link io.github.kafkaspark.offsets.store.OffsetStore}.
 */
package io.github.kafkaspark.offsets;
