/** The store that keeps a stream as the committed offsets of a consumer group. */
package io.github.kafkaspark.offsets.store.kafka;
