package io.github.kafkaspark.offsets;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Arrays;

/** A program that commits to stores, and prints what a store reads that is opened afterwards. */
final class StoreProgram {

  /** The location of a store in memory, which nobody can open anew. */
  static final String MEMORY = "memory:";

  /** What stands before the location of a store in Kafka without transactions. */
  static final String PLAIN = "plain-kafka:";

  private static final StreamId ORDERS = StreamId.of("orders");
  private static final Provenance PROVENANCE =
      Provenance.of("4711@host", Instant.parse("2026-01-02T03:04:05.006Z")).withApplication("app");

  private StoreProgram() {}

  /** Takes a class that must not be there, a topic, and the locations. */
  public static void main(String[] arguments) {
    PrintStream out = System.out;
    System.setOut(System.err); // What a log prints is no answer.
    out.println("missing " + missing(arguments[0]));
    for (String location : Arrays.asList(arguments).subList(2, arguments.length)) {
      out.println("read " + commitAndRead(location, arguments[1]));
    }
  }

  /** What it prints for each location. */
  static String line(String topic) {
    return "read " + OffsetCommit.of(ORDERS, 1, 2, batch(topic));
  }

  private static NewCommit batch(String topic) {
    return NewCommit.batch(at(topic, 17), PROVENANCE.withBatch("query", 4));
  }

  private static String missing(String type) {
    try {
      throw new IllegalStateException(Class.forName(type) + " is on the class path");
    } catch (ClassNotFoundException e) {
      return type;
    }
  }

  private static OffsetCommit commitAndRead(String location, String topic) {
    try (OffsetStore store = open(location)) {
      OffsetWriter writer = store.claim(ORDERS, NewCommit.start(at(topic, 16), PROVENANCE));
      OffsetCommit commit = writer.append(batch(topic));
      writer.close();
      if (location.equals(MEMORY)) {
        return store.latest(commit.stream()).get();
      }
    }
    try (OffsetStore store = open(location)) {
      return store.latest(ORDERS).get();
    }
  }

  private static OffsetStore open(String location) {
    if (location.equals(MEMORY)) {
      return OffsetStores.inMemory();
    }
    if (!location.startsWith(PLAIN)) {
      return OffsetStores.at(location);
    }
    String[] brokersAndPrefix = location.substring(PLAIN.length()).split("/", 2);
    return OffsetStores.kafkaWithoutTransactions(
        KafkaCluster.at(brokersAndPrefix[0]), brokersAndPrefix[1]);
  }

  private static TopicOffsets at(String topic, long offset) {
    return TopicOffsets.empty().withOffset(topic, 0, offset);
  }
}
