package io.github.kafkaspark.jobs.demo;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends records to a topic, as many each second, until it is closed. */
final class Orders implements AutoCloseable {

  private final String topic;
  private final int partitions;
  private final int perSecond;
  private final KafkaProducer<String, String> producer;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "orders");
            thread.setDaemon(true);
            return thread;
          });
  private long sent;
  private boolean hasFailed;

  private Orders(String brokers, String topic, int partitions, int perSecond) {
    this.topic = topic;
    this.partitions = partitions;
    this.perSecond = perSecond;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "max.block.ms", "1000"),
            new StringSerializer(),
            new StringSerializer());
  }

  static Orders send(String brokers, String topic, int partitions, int perSecond) {
    Orders orders = new Orders(brokers, topic, partitions, perSecond);
    ScheduledFuture<?> unused =
        orders.clock.scheduleAtFixedRate(orders::sendSome, 0, 1, TimeUnit.SECONDS);
    return orders;
  }

  private void sendSome() {
    try {
      for (int i = 0; i < perSecond; i++, sent++) {
        int partition = (int) (sent % partitions);
        Future<?> unused =
            producer.send(
                new ProducerRecord<>(
                    topic, partition, "order-" + sent, "{\"order\":" + sent + "}"));
      }
      hasFailed = false;
    } catch (RuntimeException e) { // The next second may do better.
      if (!hasFailed) {
        System.err.println("Cannot send orders, and tries again each second: " + e.getMessage());
      }
      hasFailed = true;
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
