package io.github.kafkaspark.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A thread that sends to each partition of a topic so many records a second, evenly spread, while
 * it is told to. Each record has the time of its send, by the clock of this JVM, and a mark.
 */
final class SteadyLoad implements AutoCloseable {

  /** The load could not be sent, as when it is more than the machine can take. */
  static final class LoadException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private LoadException(Exception cause) {
      super("the load could not be sent: " + cause, cause);
    }
  }

  private static final int RECORD_BYTES = 100;
  private static final Duration MOST_LATE = Duration.ofSeconds(2);

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final int[] partitions;
  private final long pauseNanos;
  private final boolean inTransactions;
  private volatile Exception failure;
  private volatile boolean closed;
  private boolean sending;
  private int mark;
  private int marked;

  /**
   * One that does not send yet.
   *
   * @param inTransactions whether each record has one of its own, by which a marker follows it
   */
  SteadyLoad(
      String brokers, String topic, int partitions, int ofEachInASecond, boolean inTransactions) {
    this.topic = topic;
    this.partitions = shuffled(partitions);
    this.pauseNanos = 1_000_000_000L / partitions / ofEachInASecond;
    this.inTransactions = inTransactions;
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", brokers);
    if (inTransactions) {
      settings.put("transactional.id", topic);
    }
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    if (inTransactions) {
      producer.initTransactions();
    }
    Thread thread = new Thread(this::run, "steady-load");
    thread.setDaemon(true);
    thread.start();
  }

  /** Neighbours are not due one after the other, as they would be read one after the other. */
  private static int[] shuffled(int count) {
    Random random = new Random(1);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  /** When a record was sent, by {@link System#nanoTime}. */
  static long sentAt(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  static int markOf(byte[] value) {
    return ByteBuffer.wrap(value).getInt(Long.BYTES);
  }

  /** Begins to send, or stops for a while, as it is at first. */
  synchronized void sending(boolean now) {
    sending = now;
    notifyAll();
  }

  /** From now on records have this mark; 0 is none. Returns how many had the one before. */
  synchronized int mark(int next) {
    int sent = marked;
    mark = next;
    marked = 0;
    return sent;
  }

  /** How many records have the mark by now. */
  synchronized int marked() {
    return marked;
  }

  /**
   * Looks whether it still sends.
   *
   * @throws LoadException if a record could not be sent, or not in time
   */
  void requireRunning() {
    Exception reason = failure;
    if (reason != null) {
      throw new LoadException(reason);
    }
  }

  private void run() {
    long due = System.nanoTime();
    try {
      for (int i = 0; !closed; i = (i + 1) % partitions.length) {
        due = Math.max(due, awaitSending());
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        requireInTime(System.nanoTime() - due);
        send(partitions[i]);
        due += pauseNanos;
      }
    } catch (RuntimeException | InterruptedException e) {
      failure = e;
    }
  }

  private void requireInTime(long lateNanos) {
    if (lateNanos > MOST_LATE.toNanos()) {
      throw new IllegalStateException("the load is late by more than " + MOST_LATE);
    }
  }

  /** Returns a time before which nothing need be sent: what was missed in a pause is not due. */
  private synchronized long awaitSending() throws InterruptedException {
    long since = Long.MIN_VALUE;
    while (!sending && !closed) {
      wait();
      since = System.nanoTime();
    }
    return since;
  }

  private synchronized void send(int partition) {
    if (closed) {
      return;
    }
    byte[] value = new byte[RECORD_BYTES];
    ByteBuffer.wrap(value).putLong(System.nanoTime()).putInt(mark);
    marked++;
    if (inTransactions) {
      producer.beginTransaction();
    }
    Future<?> unused =
        producer.send(
            new ProducerRecord<>(topic, partition, null, value),
            (metadata, e) -> {
              if (e != null) {
                failure = e;
              }
            });
    if (inTransactions) {
      producer.commitTransaction();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    producer.close();
  }
}
