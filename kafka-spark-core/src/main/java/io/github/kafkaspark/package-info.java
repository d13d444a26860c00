/**
 * Describes a Kafka source for Spark Structured Streaming and loads it as a DataFrame.
 *
 * <p>Start at {@link io.github.kafkaspark.KafkaStreamSource}. An <em>offset</em> is everywhere the
 * next offset to read, as Kafka commits it.
 */
package io.github.kafkaspark;
