package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.internal.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the first record at or behind an offset, of many partitions: one record each, in no group,
 * and nothing is committed.
 */
final class OldestUnread implements AutoCloseable {

  /** So that what the client keeps of partitions that wait is a few megabytes at most. */
  private static final int PARTITIONS_AT_ONCE = 200;

  private static final int BYTES_OF_A_PARTITION = 65_536;
  private static final Duration POLL = Duration.ofMillis(200);

  /** A place in a partition, and where that ends; each is one of its own. */
  static final class Place {
    final TopicPartition partition;
    final long offset;
    final long end;

    Place(TopicPartition partition, long offset, long end) {
      this.partition = partition;
      this.offset = offset;
      this.end = end;
    }
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Questions questions;
  private final String tooLate;
  private final Map<Place, Answer<Instant>> found = new HashMap<>();

  /**
   * @throws KafkaException if the client cannot be made
   */
  OldestUnread(KafkaCluster cluster, Questions questions, Duration limit) {
    Map<String, Object> config = new HashMap<>(cluster.options());
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "kafka-spark-oldest-" + UUID.randomUUID());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"); // Retention goes on.
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, BYTES_OF_A_PARTITION);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.questions = questions;
    this.tooLate = "no record was read within " + Texts.of(limit);
  }

  /** The time in the first record at each place; many may be in one partition. */
  Map<Place, Answer<Instant>> read(Collection<Place> places) {
    List<Place> left = new ArrayList<>(places);
    while (!left.isEmpty()) {
      Map<TopicPartition, Place> waiting = new HashMap<>();
      for (Place place : left) {
        if (waiting.size() < PARTITIONS_AT_ONCE) {
          waiting.putIfAbsent(place.partition, place);
        }
      }
      left.removeAll(new HashSet<>(waiting.values()));
      readAll(waiting);
    }
    return found;
  }

  private void readAll(Map<TopicPartition, Place> waiting) {
    assign(waiting);
    while (!waiting.isEmpty() && !questions.left().isZero()) {
      try {
        poll(waiting);
      } catch (TopicAuthorizationException e) {
        Set<String> topics = e.unauthorizedTopics();
        settle(waiting, each -> topics.contains(each.partition.topic()), "no right to read it");
        assign(waiting);
      } catch (KafkaException e) {
        settle(waiting, each -> true, Questions.reason(e));
      }
    }
    settle(waiting, each -> true, tooLate);
  }

  private void assign(Map<TopicPartition, Place> waiting) {
    consumer.assign(waiting.keySet());
    waiting.values().forEach(place -> consumer.seek(place.partition, place.offset));
  }

  private void poll(Map<TopicPartition, Place> waiting) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      Place place = waiting.remove(partition);
      if (place != null) {
        consumer.pause(Collections.singleton(partition));
        found.put(place, time(record));
      }
    }
    if (records.isEmpty()) {
      settle(waiting, this::isAtEnd, "markers of transactions, or compacted: no record");
    }
  }

  private static Answer<Instant> time(ConsumerRecord<byte[], byte[]> record) {
    return record.timestamp() < 0
        ? Answer.none("the record has no time")
        : Answer.of(Instant.ofEpochMilli(record.timestamp()));
  }

  private boolean isAtEnd(Place place) {
    try {
      return consumer.position(place.partition, Duration.ZERO) >= place.end;
    } catch (TimeoutException e) {
      return false; // The client is looking for the beginning.
    }
  }

  /** Gives up those of the places that pass. */
  private void settle(Map<TopicPartition, Place> waiting, Predicate<Place> which, String why) {
    waiting
        .values()
        .removeIf(
            place -> {
              boolean isSettled = which.test(place);
              if (isSettled) {
                found.put(place, Answer.none(why));
              }
              return isSettled;
            });
  }

  @Override
  public void close() {
    consumer.close(Duration.ZERO);
  }
}
