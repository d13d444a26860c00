package io.github.kafkaspark.testing.crash;

import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.testing.EmbeddedKafka;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A topic to which numbers come, from 0 on, at once or all the time. */
final class LiveTopic implements AutoCloseable {

  private static final int PARTITIONS = 4;
  private static final int MOST_PARTITIONS = 8;
  private static final int AT_A_TIME = 20;
  private static final long EVERY_MILLIS = 200;

  private final EmbeddedKafka kafka;
  private final String name;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  private int partitions = PARTITIONS;
  private boolean flows;
  private int produced;
  private RuntimeException failure;

  private LiveTopic(EmbeddedKafka kafka) {
    this.kafka = kafka;
    this.name = EmbeddedKafka.uniqueTopic("crash");
  }

  static LiveTopic create(EmbeddedKafka kafka) {
    LiveTopic topic = new LiveTopic(kafka);
    kafka.createTopic(topic.name, PARTITIONS);
    Object unused =
        topic.clock.scheduleWithFixedDelay(
            topic::tick, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return topic;
  }

  String name() {
    return name;
  }

  /** Writes so many now. */
  synchronized void produce(int count) {
    int from = produced;
    kafka.produce(
        IntStream.range(from, from + count)
            .mapToObj(
                number ->
                    new ProducerRecord<String, String>(
                        name, number % partitions, null, Integer.toString(number)))
            .collect(toList()));
    produced += count;
  }

  /** From now on numbers come all the time, or none any more. */
  synchronized void flow(boolean on) {
    flows = on;
    if (failure != null) {
      throw failure;
    }
  }

  /** How many numbers there are. */
  synchronized int produced() {
    return produced;
  }

  synchronized int partitions() {
    return partitions;
  }

  /** Adds a partition, which gets its part of the numbers from now on; false if there are many. */
  synchronized boolean grow() {
    if (partitions == MOST_PARTITIONS) {
      return false;
    }
    kafka.addPartitions(name, partitions + 1);
    partitions++;
    return true;
  }

  /** The producer waits meanwhile, since what it sent again could be there twice. */
  synchronized void restartBroker() {
    kafka.restart();
  }

  private synchronized void tick() {
    if (flows && failure == null) {
      try {
        produce(AT_A_TIME);
      } catch (RuntimeException e) {
        failure = e;
      }
    }
  }

  @Override
  public void close() {
    Object unused = clock.shutdownNow();
  }
}
