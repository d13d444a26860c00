package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.Brokers;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Partitions;
import io.github.kafkaspark.offsets.store.NearestStreams;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * The lag of a stream: for each partition its end minus the committed offset, at one moment, on
 * every Spark version and without a session.
 *
 * <pre>{@code
 * ConsumerLag lag = ConsumerLag.of(cluster, store, StreamId.of("orders-to-lake"));
 * if (lag.total() > 1_000_000 || lag.lost() > 0) {
 *   alert(lag.toString());
 * }
 * }</pre>
 *
 * <p>It counts offsets, as all tools do, and not records: markers of transactions, records of
 * aborted ones and those that compaction has removed have offsets too. The end is the high
 * watermark, so what an open transaction has written counts, though a reader of committed records
 * does not get it yet; with {@code cluster.option("isolation.level", "read_committed")} the end is
 * where the oldest open transaction begins. A query is behind by its running batch, since the
 * tracker commits that when it is done.
 *
 * <p>A partition that has no committed offset, of a topic that has some, counts from its beginning,
 * where a restart would begin. So do those that a stream of chosen partitions never reads; and a
 * topic that a pattern has met since the commit does not count at all, as it is not known.
 *
 * <p>The brokers get a handful of requests, whatever the number of partitions. An immutable value.
 */
public final class ConsumerLag {

  /**
   * Compares the committed offset of a partition with what the brokers have. A later version may
   * have more of them, so a {@code switch} needs a default.
   */
  public enum State {
    /** Within what the brokers have: nothing is lost. */
    COMMITTED,
    /** No offset is committed: counted from the partition's beginning. */
    NEW,
    /** Below what the brokers still have: the records between were deleted unread. */
    AGED_OUT,
    /** Above what the brokers have: the topic was created anew, or its log was cut. */
    BEYOND_END,
    /** The partition does not exist, or the user may not describe its topic. */
    VANISHED;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** The lag of one partition. */
  public static final class Partition {

    private final State state;
    private final OptionalLong committed;
    private final OptionalLong beginning;
    private final OptionalLong end;

    private Partition(OptionalLong committed, OptionalLong beginning, OptionalLong end) {
      this.state = state(committed, beginning, end);
      this.committed = committed;
      this.beginning = beginning;
      this.end = end;
    }

    private static State state(OptionalLong committed, OptionalLong beginning, OptionalLong end) {
      if (!end.isPresent()) {
        return State.VANISHED;
      }
      if (!committed.isPresent()) {
        return State.NEW;
      }
      if (committed.getAsLong() > end.getAsLong()) {
        return State.BEYOND_END;
      }
      return committed.getAsLong() < beginning.getAsLong() ? State.AGED_OUT : State.COMMITTED;
    }

    /** The meaning of its figures. */
    public State state() {
      return state;
    }

    /** The committed next offset; empty for {@link State#NEW}. */
    public OptionalLong committed() {
      return committed;
    }

    /** The first offset that the brokers still have; empty for {@link State#VANISHED}. */
    public OptionalLong beginning() {
      return beginning;
    }

    /** The offset that the next record will get; empty for {@link State#VANISHED}. */
    public OptionalLong end() {
      return end;
    }

    /**
     * The end minus what is committed, or minus the beginning for {@link State#NEW}. 0 for {@link
     * State#BEYOND_END}, where others show a negative number, and for {@link State#VANISHED}.
     */
    public long lag() {
      return end.isPresent()
          ? Math.max(0, end.getAsLong() - committed.orElseGet(beginning::getAsLong))
          : 0;
    }

    /** The part of the lag that nobody can read any more; 0 but for {@link State#AGED_OUT}. */
    public long lost() {
      return state == State.AGED_OUT ? beginning.getAsLong() - committed.getAsLong() : 0;
    }

    /** Its figures in one line. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d behind (committed %s, beginning %s, end %s, %s)",
          lag(),
          text(committed),
          text(beginning),
          text(end),
          state.word());
    }

    static String text(OptionalLong offset) {
      return offset.isPresent() ? Long.toString(offset.getAsLong()) : "-";
    }
  }

  private final OffsetCommit commit;
  private final Map<TopicPartition, Partition> partitions;

  private ConsumerLag(OffsetCommit commit, Map<TopicPartition, Partition> partitions) {
    this.commit = commit;
    this.partitions = Collections.unmodifiableMap(partitions);
  }

  /**
   * Compares offsets with what the brokers have now.
   *
   * @param committed for each partition the next offset to read; if it has none, the brokers are
   *     not asked
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if the brokers do not answer within {@link
   *     KafkaCluster#timeout()} or refuse to; the message has the reason and the way out
   */
  public static ConsumerLag of(KafkaCluster cluster, TopicOffsets committed) {
    return ask(requireNonNull(cluster, "cluster"), requireNonNull(committed, "committed"), null);
  }

  /**
   * Reads the newest commit of a stream, claiming nothing, and compares it with what the brokers
   * have then.
   *
   * @throws NullPointerException if an argument is null
   * @throws OffsetStoreException if the store cannot be read
   * @throws IllegalStateException if the stream has no commit, or as by the other form
   */
  public static ConsumerLag of(KafkaCluster cluster, OffsetStore store, StreamId stream) {
    requireNonNull(cluster, "cluster");
    requireNonNull(store, "store");
    OffsetCommit commit =
        store
            .latest(requireNonNull(stream, "stream"))
            .orElseThrow(
                () ->
                    NearestStreams.unknown(
                        "tell how far '" + stream + "' is behind", stream, store));
    return ask(cluster, commit.offsets(), commit);
  }

  /**
   * Compares a commit with what the brokers tell who are being asked already: one question serves
   * many streams.
   *
   * <pre>{@code
   * List<ConsumerLag> lags = Brokers.ask(cluster, topics, brokers ->
   *     commits.stream().map(commit -> ConsumerLag.of(brokers, commit)).collect(toList()));
   * }</pre>
   *
   * @param brokers asked about the commit's topics, and others perhaps, which do not count; a topic
   *     that they were not asked about counts as vanished
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if the brokers do not answer or refuse to
   */
  public static ConsumerLag of(BrokerOffsets brokers, OffsetCommit commit) {
    requireNonNull(brokers, "brokers");
    return compare(requireNonNull(commit, "commit").offsets(), brokers, commit);
  }

  private static ConsumerLag ask(
      KafkaCluster cluster, TopicOffsets committed, OffsetCommit commit) {
    return committed.isEmpty()
        ? new ConsumerLag(commit, Collections.emptyMap())
        : Brokers.ask(
            cluster,
            committed.partitions().stream()
                .map(TopicPartition::topic)
                .collect(Collectors.toCollection(TreeSet::new)),
            brokers -> compare(committed, brokers, commit));
  }

  /**
   * Compares the offsets of one stream that reads several clusters.
   *
   * @param commit that they are of; null if nobody knows
   */
  static ConsumerLag of(Map<KafkaCluster, TopicOffsets> committed, OffsetCommit commit) {
    Map<TopicPartition, Partition> all = new TreeMap<>(Partitions.ORDER);
    committed.forEach(
        (cluster, offsets) ->
            ask(cluster, offsets, commit)
                .partitions
                .forEach(
                    (partition, lag) -> {
                      if (lag.state != State.VANISHED || !all.containsKey(partition)) {
                        all.put(partition, lag);
                      }
                    }));
    return new ConsumerLag(commit, all);
  }

  static ConsumerLag compare(TopicOffsets committed, BrokerOffsets brokers, OffsetCommit commit) {
    TopicOffsets beginning = brokers.beginning(); // First: it is never above the end then.
    Set<String> topics =
        committed.partitions().stream().map(TopicPartition::topic).collect(Collectors.toSet());
    TopicOffsets end = brokers.end().filter(each -> topics.contains(each.topic()));
    Map<TopicPartition, Partition> partitions = new LinkedHashMap<>();
    for (TopicPartition each : end.merge(committed).partitions()) {
      partitions.put(each, new Partition(committed.get(each), beginning.get(each), end.get(each)));
    }
    return new ConsumerLag(commit, partitions);
  }

  /** The lag of all partitions together, as far as it {@link #isKnown() is known}. */
  public long total() {
    return partitions.values().stream().mapToLong(Partition::lag).sum();
  }

  /**
   * Whether {@link #total()} is of all partitions: an offset is committed, and the brokers have
   * each partition that has one. If not, the lag is {@code total()} at least, and nobody knows it.
   */
  public boolean isKnown() {
    return !partitions.isEmpty()
        && partitions.values().stream().noneMatch(each -> each.state == State.VANISHED);
  }

  /** The part of {@link #total()} that nobody can read any more. */
  public long lost() {
    return partitions.values().stream().mapToLong(Partition::lost).sum();
  }

  /** Each partition's, in the order of topics and partitions; cannot be modified. */
  public Map<TopicPartition, Partition> partitions() {
    return partitions;
  }

  /** The commit that was compared; empty if offsets were given. */
  public Optional<OffsetCommit> commit() {
    return Optional.ofNullable(commit);
  }

  /** One line: the stream, the total, what is not as it should be, and the commit. */
  @Override
  public String toString() {
    return LagTable.summary(this);
  }

  /**
   * A table for people: the line, the topics if there are several, and the partitions; of either
   * the 20 that need a look most, which are up to 10 that are not as they should be, and those that
   * are furthest behind.
   */
  public String describe() {
    return LagTable.of(this);
  }
}
