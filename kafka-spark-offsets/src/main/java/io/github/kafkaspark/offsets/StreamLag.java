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
import java.util.concurrent.TimeUnit;
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
  private volatile Told newest = new Told(Collections.emptyMap(), null, "");

  /** One thread at a time adds to it: that which asks, or the watchdog's if nobody can be asked. */
  private volatile SeenEnds ends = SeenEnds.NONE;

  /** What the query had reported when it was added; only the watchdog's thread uses it. */
  private TopicOffsets added = TopicOffsets.empty();

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

  /** What the brokers told, to those who look now. */
  static final class Answer {

    private final Told told;
    private final OptionalLong ageMillis;
    private final Map<String, Long> waitingMillis;

    private Answer(Told told, OptionalLong ageMillis, Map<String, Long> waitingMillis) {
      this.told = told;
      this.ageMillis = ageMillis;
      this.waitingMillis = waitingMillis;
    }

    /** By partition; empty if they have told nothing yet. */
    Map<String, Long> lag() {
      return told.lag;
    }

    /** By partition, for how long its oldest record above what is committed has been seen. */
    Map<String, Long> waitingMillis() {
      return waitingMillis;
    }

    /** Empty if they have told nothing, or nobody has asked them. */
    OptionalLong ageMillis() {
      return ageMillis;
    }

    /** Why they have not told anything since; empty if they have. */
    String problem() {
      return told.problem;
    }
  }

  /** What they told, and when; null if never. */
  private static final class Told {

    private final Map<String, Long> lag;
    private final Long at;
    private final String problem;

    private Told(Map<String, Long> lag, Long at, String problem) {
      this.lag = lag;
      this.at = at;
      this.problem = problem;
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
    lookedAt = clock.getAsLong();
    if (clusters.isEmpty()) {
      return answer(new Told(between(committed, reported.get()), null, ""), committed);
    }
    refresh(committed);
    return answer(newest, committed);
  }

  private Answer answer(Told told, TopicOffsets committed) {
    long now = clock.getAsLong();
    OptionalLong age =
        told.at == null
            ? OptionalLong.empty()
            : OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(now - told.at));
    return new Answer(told, age, ends.waitingMillis(committed, now));
  }

  /**
   * Has the brokers asked anew if it is time and somebody looks.
   *
   * @param reported as for a look
   */
  void watch(Supplier<TopicOffsets> committed, Supplier<TopicOffsets> reported) {
    Long looked = lookedAt;
    if (looked == null || clock.getAsLong() - looked >= LOOKED_AT_NANOS) {
      return;
    }
    if (clusters.isEmpty()) {
      addReported(committed.get(), reported);
    } else {
      refresh(committed.get());
    }
  }

  private void addReported(TopicOffsets committed, Supplier<TopicOffsets> reported) {
    TopicOffsets newer;
    try {
      newer = reported.get();
    } catch (RuntimeException | LinkageError e) {
      return; // It cannot be read, which whoever looks at the lag is told.
    }
    if (!newer.equals(added)) { // The same ones tell nothing new.
      added = newer;
      ends = ends.seen(clock.getAsLong(), newer, committed);
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
      newest = new Told(newest.lag, newest.at, e.toString());
      asking.set(false);
    }
  }

  private void askNow(TopicOffsets committed) {
    try {
      newest = new Told(ask(committed), clock.getAsLong(), "");
    } catch (Throwable e) {
      String why = e instanceof IllegalStateException ? e.getMessage() : e.toString();
      newest = new Told(newest.lag, newest.at, why);
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
    Map<TopicPartition, Long> end = new HashMap<>();
    Map<TopicPartition, Long> next = new HashMap<>();
    ConsumerLag.of(atClusters(committed), null)
        .partitions()
        .forEach(
            (partition, each) -> {
              lag.put(partition.toString(), each.lag());
              if (each.end().isPresent()) {
                end.put(partition, each.end().getAsLong());
                next.put(partition, each.end().getAsLong() - each.lag());
              }
            });
    ends = ends.seen(clock.getAsLong(), TopicOffsets.of(end), TopicOffsets.of(next));
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
