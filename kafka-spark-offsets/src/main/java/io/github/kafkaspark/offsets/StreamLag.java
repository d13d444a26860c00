package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * The lag of one stream, as the brokers told last. Who looks gets that at once; a thread of its own
 * asks anew, as long as somebody looks now and then. There is one question at a time.
 */
final class StreamLag {

  private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

  /** Those who look do so every minute or more often. */
  private static final long LOOKED_AT_NANOS = Duration.ofMinutes(2).toNanos();

  private final Executor background;
  private final LongSupplier clock;
  private final Map<String, KafkaCluster> clusters = new ConcurrentHashMap<>();
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Answer newest = new Answer(Collections.emptyMap(), null, "");

  /** The time when the newest question began, and of the newest look; null if there was none. */
  private volatile Long askedAt;

  private volatile Long lookedAt;

  /**
   * @param background asks the brokers
   * @param clock the time in nanoseconds
   */
  StreamLag(Executor background, LongSupplier clock) {
    this.background = background;
    this.clock = clock;
  }

  /** What the brokers told. */
  final class Answer {

    private final Map<String, Long> lag;
    private final Long at;
    private final String problem;

    private Answer(Map<String, Long> lag, Long at, String problem) {
      this.lag = lag;
      this.at = at;
      this.problem = problem;
    }

    /** By partition; empty if they have told nothing yet. */
    Map<String, Long> lag() {
      return lag;
    }

    /** Empty if they have told nothing, or nobody has asked them. */
    OptionalLong ageMillis() {
      return at == null
          ? OptionalLong.empty()
          : OptionalLong.of(Duration.ofNanos(clock.getAsLong() - at).toMillis());
    }

    /** Why they have not told anything since; empty if they have. */
    String problem() {
      return problem;
    }
  }

  /** Remembers where the topics of a source are. */
  void reads(BrokerOffsets brokers) {
    brokers
        .cluster()
        .ifPresent(cluster -> brokers.partitions().forEach(p -> clusters.put(p.topic(), cluster)));
  }

  /**
   * Waits for nobody.
   *
   * @param reported the ends that the query has seen last, for use if no source has said which
   *     brokers to ask
   */
  Answer look(TopicOffsets committed, Supplier<TopicOffsets> reported) {
    if (clusters.isEmpty()) {
      return new Answer(between(committed, reported.get()), null, "");
    }
    lookedAt = clock.getAsLong();
    refresh(committed);
    return newest;
  }

  /** Has the brokers asked anew if it is time and somebody looks. */
  void watch(Supplier<TopicOffsets> committed) {
    Long looked = lookedAt;
    if (looked != null && clock.getAsLong() - looked < LOOKED_AT_NANOS) {
      refresh(committed.get());
    }
  }

  private void refresh(TopicOffsets committed) {
    Long asked = askedAt;
    boolean isFresh = asked != null && clock.getAsLong() - asked < FRESH_NANOS;
    if (committed.isEmpty() || isFresh || !asking.compareAndSet(false, true)) {
      return;
    }
    askedAt = clock.getAsLong();
    try {
      background.execute(() -> askNow(committed));
    } catch (Throwable e) { // No thread can be had.
      newest = new Answer(newest.lag, newest.at, e.toString());
      asking.set(false);
    }
  }

  private void askNow(TopicOffsets committed) {
    try {
      newest = new Answer(ask(committed), clock.getAsLong(), "");
    } catch (Throwable e) {
      String why = e instanceof IllegalStateException ? e.getMessage() : e.toString();
      newest = new Answer(newest.lag, newest.at, why);
    } finally {
      asking.set(false);
    }
  }

  private static Map<String, Long> between(TopicOffsets committed, TopicOffsets ends) {
    Map<String, Long> lag = new TreeMap<>();
    committed
        .asMap()
        .forEach(
            (partition, next) ->
                ends.get(partition)
                    .ifPresent(end -> lag.put(partition.toString(), Math.max(0, end - next))));
    return Collections.unmodifiableMap(lag);
  }

  private Map<String, Long> ask(TopicOffsets committed) {
    Map<String, Long> lag = new TreeMap<>();
    ConsumerLag.of(atClusters(committed), null)
        .partitions()
        .forEach((partition, each) -> lag.put(partition.toString(), each.lag()));
    return Collections.unmodifiableMap(lag);
  }

  /** Asks the brokers on the caller's thread; empty if no source has said which. */
  Optional<ConsumerLag> now(OffsetCommit committed) {
    return clusters.isEmpty()
        ? Optional.empty()
        : Optional.of(ConsumerLag.of(atClusters(committed.offsets()), committed));
  }

  private Map<KafkaCluster, TopicOffsets> atClusters(TopicOffsets committed) {
    Map<KafkaCluster, TopicOffsets> all = new HashMap<>();
    for (KafkaCluster cluster : clusters.values()) {
      all.computeIfAbsent(cluster, key -> committed.filter(p -> isAt(key, p)));
    }
    return all;
  }

  /** A topic that a pattern has met later is where the others are. */
  private boolean isAt(KafkaCluster cluster, TopicPartition partition) {
    return clusters.getOrDefault(partition.topic(), cluster).equals(cluster);
  }
}
