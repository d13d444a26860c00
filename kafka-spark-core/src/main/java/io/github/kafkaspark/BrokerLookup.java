package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.ClientSettings;
import io.github.kafkaspark.internal.OwnClients;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Asks the brokers with two clients of the library's own; the consumer joins no group. */
final class BrokerLookup implements BrokerOffsets, AutoCloseable {

  /** The purpose of a lookup. */
  enum Purpose {
    LOAD,
    /** A check: Spark will read nothing afterwards. */
    CHECK
  }

  private static final Duration LIMIT_OF_EXTRAS = Duration.ofSeconds(5);

  /** Since clients 2.3. */
  private static final String AUTO_CREATE = "allow.auto.create.topics";

  private final KafkaCluster cluster;
  private final TopicSelection selection;
  private final Purpose purpose;
  private final DataLoss onDataLoss;
  private final ClusterIdListener clusterId = new ClusterIdListener();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final LookupAdmin admin;
  private final FoundTopics topics;
  private final Set<TopicPartition> partitions;
  private TopicConfigs configs;
  private Map<String, TopicIdentity> identities;
  private TopicOffsets beginning;
  private TopicOffsets end;
  private final Map<Long, TopicOffsets> byTime = new HashMap<>();
  private final Map<String, TopicOffsets> committed = new HashMap<>();

  /** Connects, and finds the topics. */
  BrokerLookup(
      KafkaCluster cluster, TopicSelection selection, Purpose purpose, DataLoss onDataLoss) {
    this.cluster = cluster;
    this.selection = selection;
    this.purpose = purpose;
    this.onDataLoss = onDataLoss;
    this.admin = ask("connect to", () -> new LookupAdmin(cluster));
    try {
      this.consumer =
          ask("connect to", () -> OwnClients.consumer(config(cluster), clusterId, clusterId));
    } catch (RuntimeException e) {
      admin.close();
      throw e;
    }
    try {
      this.topics = ask("find the topics at", () -> FoundTopics.of(selection, admin));
      this.partitions = selection.among(topics.counts());
    } catch (RuntimeException e) {
      try {
        close();
      } catch (KafkaException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static Map<String, Object> config(KafkaCluster cluster) {
    Map<String, Object> config =
        ClientSettings.of(
            cluster.options(),
            cluster.bootstrapServers(),
            cluster.timeout(),
            ConsumerConfig.configNames());
    ClientSettings.joinNoGroup(config, cluster.timeout());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "kafka-spark-lookup-" + UUID.randomUUID());
    // The lookup reads records only to see whether it may: no more than one batch.
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.MAX_VALUE);
    if (ConsumerConfig.configNames().contains(AUTO_CREATE)) {
      config.put(AUTO_CREATE, "false"); // Not even one that was deleted a moment ago.
    }
    return config;
  }

  /**
   * Refuses a selection if the brokers lack a part of it.
   *
   * @throws IllegalArgumentException if a topic or partition that was named does not exist
   */
  void requireSelected() {
    Map<String, Integer> counts = topics.counts();
    Set<String> missing = selection.missingAmong(counts);
    if (!missing.isEmpty()) {
      throw missing(missing);
    }
    selection.requirePartitionsAmong(counts);
  }

  private IllegalArgumentException missing(Set<String> missing) {
    try {
      return MissingTopics.of(
          selection, missing, topics.refused(), FoundTopics.names(admin.within(limitOfExtras())));
    } catch (KafkaException e) {
      IllegalArgumentException refusal =
          MissingTopics.of(selection, missing, topics.refused(), Collections.emptySet());
      refusal.addSuppressed(e);
      return refusal;
    }
  }

  void requireNoInternal() {
    Set<String> internal = topics.internal();
    if (!internal.isEmpty()) {
      throw MissingTopics.internal(selection, internal);
    }
  }

  @Override
  public boolean isCheck() {
    return purpose == Purpose.CHECK;
  }

  @Override
  public DataLoss onDataLoss() {
    return onDataLoss;
  }

  /** The selected topics that the brokers show to this user and do not let it read. */
  Set<String> unreadable() {
    TopicOffsets first = beginning();
    return ask(
        "read from the topics of",
        () ->
            new ReadRights(consumer, topics, ClientSettings.limit(cluster.timeout()))
                .refused(first));
  }

  /** The settings of the selected topics. */
  TopicConfigs configs() {
    if (configs == null) {
      configs =
          ask(
              "read the settings of topics at",
              () ->
                  TopicConfigs.of(TopicOffsets.topics(partitions), admin.within(limitOfExtras())));
    }
    return configs;
  }

  @Override
  public Map<String, TopicIdentity> identities() {
    if (identities == null) {
      identities = TopicIdentity.of(partitions, clusterId(), topics.ids());
    }
    return identities;
  }

  /** A load does not wait for long for what it can do without. */
  private Duration limitOfExtras() {
    Duration limit = cluster.timeout();
    return isCheck() || limit.compareTo(LIMIT_OF_EXTRAS) < 0 ? limit : LIMIT_OF_EXTRAS;
  }

  @Override
  public Set<TopicPartition> partitions() {
    return partitions;
  }

  @Override
  public boolean selects(TopicPartition partition) {
    return selection.selects(partition) && !topics.isLeftOut(partition.topic());
  }

  @Override
  public Optional<String> selection() {
    return selection.described();
  }

  @Override
  public TopicOffsets beginning() {
    if (beginning == null) {
      beginning = offsets("find the beginning offsets at", consumer::beginningOffsets);
    }
    return beginning;
  }

  @Override
  public TopicOffsets end() {
    if (end == null) {
      end = offsets("find the end offsets at", consumer::endOffsets);
    }
    return end;
  }

  private TopicOffsets offsets(
      String what, Function<Collection<TopicPartition>, Map<TopicPartition, Long>> question) {
    return partitions.isEmpty()
        ? TopicOffsets.empty()
        : TopicOffsets.of(ask(what, () -> question.apply(partitions)));
  }

  @Override
  public TopicOffsets byTime(Instant instant) {
    long millis = millisNotBefore(requireNonNull(instant, "instant"));
    TopicOffsets last = end();
    return partitions.isEmpty()
        ? TopicOffsets.empty()
        : byTime.computeIfAbsent(millis, unused -> byTime(millis, last));
  }

  private TopicOffsets byTime(long millis, TopicOffsets last) {
    Map<TopicPartition, Long> question = new HashMap<>();
    partitions.forEach(partition -> question.put(partition, millis));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    ask("find the offsets by time at", () -> consumer.offsetsForTimes(question))
        .forEach(
            (partition, found) -> {
              if (found != null) {
                long end = last.get(partition).orElse(found.offset());
                offsets.put(partition, Math.min(found.offset(), end));
              }
            });
    return TopicOffsets.of(offsets);
  }

  /** Record times are whole milliseconds from 1970 on. */
  private static long millisNotBefore(Instant instant) {
    if (instant.isBefore(Instant.EPOCH)) {
      return 0;
    }
    if (instant.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE - 1))) {
      return Long.MAX_VALUE;
    }
    long millis = instant.toEpochMilli();
    return Instant.ofEpochMilli(millis).isBefore(instant) ? millis + 1 : millis;
  }

  @Override
  public TopicOffsets committed(String group) {
    requireGroup(group);
    return partitions.isEmpty()
        ? TopicOffsets.empty()
        : committed.computeIfAbsent(
            group,
            unused ->
                ask(
                    "read what group '" + group + "' has committed at",
                    () ->
                        GroupOffsets.committed(
                            config(cluster),
                            group,
                            partitions,
                            ClientSettings.limit(cluster.timeout()))));
  }

  static void requireGroup(String group) {
    if (requireNonNull(group, "group").trim().isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid group: '" + group + "' (expected the non-blank name of a consumer group)");
    }
  }

  @Override
  public Optional<KafkaCluster> cluster() {
    return Optional.of(cluster);
  }

  @Override
  public Optional<String> clusterId() {
    // Clients learn the id on the way, with the leaders of partitions.
    return end().isEmpty() ? Optional.empty() : clusterId.id();
  }

  private <T> T ask(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (InterruptException e) {
      // It has set the thread's flag again.
      throw new IllegalStateException(
          String.format(
              "Cannot %s the Kafka brokers '%s': the thread was interrupted", what, cluster),
          e);
    } catch (KafkaException | OutOfMemoryError e) {
      // Clients that meet TLS without knowing take it for a reply that is longer than the heap.
      throw ConnectionFailure.of(what, cluster, e);
    }
  }

  @Override
  public void close() {
    admin.close();
    consumer.close();
  }

  /** What it asks about, and whom. Asks nobody. */
  @Override
  public String toString() {
    return "BrokerOffsets(" + selection + ", cluster " + cluster + ")";
  }
}
