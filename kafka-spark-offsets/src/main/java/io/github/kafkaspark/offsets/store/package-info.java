/**
 * The contract of a store of offsets: {@link io.github.kafkaspark.offsets.store.OffsetStore} and
 * what goes in and out of one. A store of one's own needs nothing else; nothing here needs Spark.
 */
package io.github.kafkaspark.offsets.store;
