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

  private static final int AT_A_TIME = 20;
  private static final long EVERY_MILLIS = 200;

  private final EmbeddedKafka kafka;
  private final String name;
  private final int partitions;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  private boolean flows;
  private int produced;
  private RuntimeException failure;

  private LiveTopic(EmbeddedKafka kafka, int partitions) {
    this.kafka = kafka;
    this.partitions = partitions;
    this.name = EmbeddedKafka.uniqueTopic("crash");
  }

  static LiveTopic create(EmbeddedKafka kafka, int partitions) {
    LiveTopic topic = new LiveTopic(kafka, partitions);
    kafka.createTopic(topic.name, partitions);
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

  int partitions() {
    return partitions;
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
