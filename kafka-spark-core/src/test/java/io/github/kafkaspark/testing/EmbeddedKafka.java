package io.github.kafkaspark.testing;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.TopicOffsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A Kafka broker for tests, with the ZooKeeper that it needs, or as its own controller from Kafka
 * 3.9 on.
 *
 * <pre>{@code
 * try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
 *   kafka.createTopic("orders", 2);
 *   kafka.produce("orders", 0, "first", "second");
 *   // … run a job against kafka.bootstrapServers() …
 *   kafka.restart(); // the same port, the same records
 * }
 * }</pre>
 *
 * <p>{@link #start()} runs it in this JVM, unless {@link #CLASS_PATH_PROPERTY} is set. {@link
 * #fork()} runs it in a JVM of its own, where it can be paused and killed, and where its Scala and
 * Java versions are its own affair. In JUnit 5 tests {@link KafkaExtension} shares one broker.
 *
 * <p>The broker listens on 127.0.0.1, creates no topic by itself, lets no record age away, and
 * keeps its files in a temporary folder until {@link #close()}; one that nobody has closed is
 * closed when the JVM exits. A call that asks something of the broker returns when it is done, and
 * throws an {@link IllegalStateException} or a {@code KafkaException} if it is not done within 30
 * seconds. Safe for use by several threads.
 */
public final class EmbeddedKafka implements AutoCloseable {

  /**
   * The system property {@value} has the class path of brokers: a {@code kafka} jar from 1.1.0 to
   * 2.4.1, or from 3.9 on, of whatever Scala version, and all that it depends on, or a folder of
   * such jars with {@code /*}. The kit adds itself. Where it is set, every broker gets a JVM of its
   * own. By default {@link #fork()} takes the class path of this JVM.
   */
  public static final String CLASS_PATH_PROPERTY = "kafkaspark.broker.classpath";

  /**
   * The system property {@value} has the {@code java} command that runs a broker in a JVM of its
   * own; Kafka 4 needs Java 17. By default it is that of this JVM.
   */
  public static final String JAVA_PROPERTY = "kafkaspark.broker.java";

  private static final Set<EmbeddedKafka> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> OPEN.forEach(EmbeddedKafka::close), "embedded-kafka-close"));
  }

  private final BrokerFolder folder;
  private final Broker broker;
  private final String bootstrapServers;
  private final Topics topics;
  private final Records records;

  private EmbeddedKafka(BrokerFolder folder, Broker broker, int port) {
    this.folder = folder;
    this.broker = broker;
    this.bootstrapServers = "127.0.0.1:" + port;
    this.topics = new Topics(bootstrapServers);
    this.records = new Records(bootstrapServers);
  }

  /**
   * Starts a broker: in this JVM, or as {@link #fork()} does if {@link #CLASS_PATH_PROPERTY} is
   * set.
   *
   * @throws IllegalArgumentException if a file that the property names is not there
   * @throws IllegalStateException or what Kafka throws, if it cannot start; the message says so if
   *     there is no broker to start
   */
  public static EmbeddedKafka start() {
    return start(Collections.emptyMap());
  }

  /**
   * Starts a broker where {@link #start()} does, with settings of {@code server.properties} in
   * place of the kit's. Each listener that {@code listener.security.protocol.map} names gets a port
   * of its own, see {@link #bootstrapServers(String)}; a setting {@code kit.advertised.LISTENER} is
   * the {@code host:port} that its clients are told to go to in place of that port, such as a
   * proxy's; a setting {@code kit.scram.USER} is the password of a user for SCRAM. In this JVM
   * Kafka 3.9 and newer answer some wrong settings by ending it.
   *
   * @throws IllegalArgumentException if one of the settings is the kit's own: the listeners, the
   *     folders, the address of ZooKeeper or of the controller; or an address is for no listener
   * @throws IllegalStateException or what Kafka throws, if it cannot start
   */
  public static EmbeddedKafka start(Map<String, String> settings) {
    return BrokerCommand.hasClassPathOfItsOwn() ? fork(settings) : open(settings, LocalBroker::new);
  }

  /**
   * Starts a broker in a JVM of its own, with at most 512 MB of heap. It ends with this JVM.
   *
   * @throws IllegalStateException if it is not up within 3 minutes; the message has what it printed
   */
  public static EmbeddedKafka fork() {
    return fork(Collections.emptyMap());
  }

  /**
   * Starts a broker in a JVM of its own, with settings as {@link #start(Map)} takes them.
   *
   * @throws IllegalArgumentException if one of the settings is the kit's own, or an address is for
   *     no listener
   * @throws IllegalStateException if it is not up within 3 minutes
   */
  public static EmbeddedKafka fork(Map<String, String> settings) {
    return open(settings, ForkedBroker::new);
  }

  private static EmbeddedKafka open(
      Map<String, String> settings, Function<BrokerFolder, Broker> kind) {
    BrokerSettings.check(settings);
    int port = FreePort.find();
    BrokerFolder folder = BrokerFolder.create();
    folder.keep(BrokerSettings.of(folder, port, settings));
    EmbeddedKafka kafka = new EmbeddedKafka(folder, kind.apply(folder), port);
    OPEN.add(kafka);
    try {
      kafka.broker.start();
      return kafka;
    } catch (Throwable e) {
      kafka.close();
      throw e;
    }
  }

  /** A topic name that no other call gives: the prefix, a hyphen and something random. */
  public static String uniqueTopic(String prefix) {
    return requireNonNull(prefix, "prefix") + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** The broker's address, {@code 127.0.0.1:port}; the same over every restart. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * The address at which the broker itself has a listener that {@code
   * listener.security.protocol.map} named.
   */
  public String bootstrapServers(String listener) {
    return BrokerSettings.address(folder.settings(), listener);
  }

  /** Creates a topic; returns when each partition has its leader. */
  public void createTopic(String topic, int partitions) {
    createTopic(topic, partitions, Collections.emptyMap());
  }

  /**
   * Creates a topic with settings of its own, such as {@code cleanup.policy}; returns when each
   * partition has its leader.
   */
  public void createTopic(String topic, int partitions, Map<String, String> settings) {
    topics.create(topic, partitions, settings);
  }

  /** Adds partitions to a topic until it has {@code total}; returns when each has its leader. */
  public void addPartitions(String topic, int total) {
    topics.addPartitions(topic, total);
  }

  /** Deletes a topic; returns when it can be created again. */
  public void deleteTopic(String topic) {
    topics.delete(topic);
  }

  /** Writes values without keys to one partition; returns when all are acknowledged. */
  public void produce(String topic, int partition, String... values) {
    produce(topic, partition, Arrays.asList(values));
  }

  /** Writes values without keys to one partition; returns when all are acknowledged. */
  public void produce(String topic, int partition, List<String> values) {
    produce(
        values.stream()
            .map(value -> new ProducerRecord<String, String>(topic, partition, null, value))
            .collect(toList()));
  }

  /** Writes records in their order; returns when all are acknowledged. */
  public void produce(Collection<ProducerRecord<String, String>> records) {
    this.records.write(records);
  }

  /**
   * Writes the numbers {@code from} to {@code until - 1} as values, each to the partition that is
   * the number modulo the number of partitions; returns when all are acknowledged.
   */
  public void produceNumbers(String topic, int from, int until) {
    records.writeNumbers(topic, from, until);
  }

  /** Deletes the records of a partition that are older than an offset, as retention does. */
  public void deleteRecordsBefore(String topic, int partition, long offset) {
    topics.deleteRecordsBefore(new TopicPartition(topic, partition), offset);
  }

  /**
   * For each partition the offset that its next record will get.
   *
   * @throws IllegalArgumentException if there is no such topic
   */
  public TopicOffsets endOffsets(String topic) {
    return records.end(topic);
  }

  /**
   * All records that the topic has at the time of the call, ordered by partition and offset.
   *
   * @throws IllegalArgumentException if there is no such topic
   */
  public List<ConsumerRecord<String, String>> read(String topic) {
    return records.read(topic);
  }

  /** Stops the broker in good order; nothing happens if it does not run. */
  public synchronized void stop() {
    broker.stop();
  }

  /**
   * Starts the broker again, with its port and its records, after stopping it if it runs; returns
   * when each partition has its leader.
   *
   * @throws IllegalStateException if it has been closed
   */
  public synchronized void restart() {
    if (!OPEN.contains(this)) {
      throw new IllegalStateException(
          "Cannot restart the broker: it has been closed; start another");
    }
    broker.stop();
    broker.start();
    folder.topics().forEach(topics::awaitLeaders);
  }

  /**
   * Holds a forked broker's process (SIGSTOP, with the command {@code kill}): it accepts
   * connections and answers nothing. It may stay so for an hour and go on as before.
   *
   * @throws IllegalStateException if the broker is in this JVM, or does not run
   */
  public synchronized void pause() {
    forked("pause").pause();
  }

  /**
   * Lets a paused broker go on (SIGCONT).
   *
   * @throws IllegalStateException if the broker is in this JVM, or does not run
   */
  public synchronized void unpause() {
    forked("unpause").unpause();
  }

  /**
   * Kills a forked broker's process (SIGKILL), paused or not; {@link #restart()} starts it again.
   *
   * @throws IllegalStateException if the broker is in this JVM, or does not run
   */
  public synchronized void kill() {
    forked("kill").kill();
  }

  private ForkedBroker forked(String verb) {
    if (broker instanceof ForkedBroker) {
      return (ForkedBroker) broker;
    }
    throw new IllegalStateException(
        "Cannot " + verb + " the broker: it is in this JVM; start it with EmbeddedKafka.fork");
  }

  /** Ends the broker and deletes its files. A second call does nothing. */
  @Override
  public synchronized void close() {
    if (OPEN.remove(this)) {
      try {
        broker.discard();
      } finally {
        folder.delete();
      }
    }
  }

  /** Where the broker is, and its address. */
  @Override
  public String toString() {
    return "EmbeddedKafka[" + bootstrapServers + ", " + folder.root() + "]";
  }
}
