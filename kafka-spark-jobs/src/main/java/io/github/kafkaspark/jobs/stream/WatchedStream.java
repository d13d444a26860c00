package io.github.kafkaspark.jobs.stream;

/**
 * A job's stream, as the jobs file has it.
 *
 * @param stream its name in the store
 * @param store a location as {@code OffsetStores.at} takes it
 * @param brokers as Kafka's clients take them
 */
public record WatchedStream(String job, String stream, String store, String brokers) {}
