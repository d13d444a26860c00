package io.github.kafkaspark.tool.see;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.Brokers;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.ConsumerLag;
import io.github.kafkaspark.offsets.ConsumerLag.Partition;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.options.StreamArgument;
import io.github.kafkaspark.tool.output.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** One look at how far streams are behind: all of them within one time limit. */
final class LagLook {

  private final List<StreamLook> streams;
  private final Optional<String> problem;

  private LagLook(List<StreamLook> streams, Optional<String> problem) {
    this.streams = streams;
    this.problem = problem;
  }

  /** The streams, those first that need a look most. */
  List<StreamLook> streams() {
    return streams;
  }

  /** Those of which the store has told something. */
  List<StreamLook> told() {
    return streams.stream().filter(each -> each.commit().value().isPresent()).collect(toList());
  }

  /** Why the brokers have not told anything; empty if they have, or nobody needed to ask them. */
  Optional<String> problem() {
    return problem;
  }

  /** Whom to ask, and for how long. */
  static final class Question {
    private final OffsetStore store;
    private final KafkaCluster cluster;
    private final Duration limit;
    private final boolean readsRecords;

    /**
     * @param readsRecords whether to read the oldest record that is not read yet, of each partition
     */
    Question(OffsetStore store, KafkaCluster cluster, Duration limit, boolean readsRecords) {
      this.store = store;
      this.cluster = cluster;
      this.limit = limit;
      this.readsRecords = readsRecords;
    }

    /**
     * Asks about these streams.
     *
     * @param named empty for all that the store has
     * @throws Refusal if the store cannot list its streams
     */
    LagLook look(Collection<StreamId> named) {
      try (Questions questions = new Questions(limit)) {
        return look(named, questions);
      }
    }

    private LagLook look(Collection<StreamId> named, Questions questions) {
      Collection<StreamId> streams =
          named.isEmpty() ? orThrow(questions.ask(store::streams)) : named;
      Map<StreamId, Answer<OffsetCommit>> commits =
          questions.askEach(
              streams,
              stream ->
                  store.latest(stream).orElseThrow(() -> StreamArgument.unknown(stream, store)));
      Collection<OffsetCommit> found = new ArrayList<>();
      commits.values().forEach(answer -> answer.value().ifPresent(found::add));
      Answer<Map<StreamId, ConsumerLag>> lags = questions.ask(() -> lags(found));
      Map<StreamId, ConsumerLag> told = lags.value().orElse(Collections.emptyMap());
      Map<StreamId, Map<TopicPartition, Answer<Instant>>> oldest =
          readsRecords ? oldest(told, questions) : Collections.emptyMap();
      return new LagLook(
          commits.entrySet().stream()
              .map(
                  each ->
                      new StreamLook(
                          each.getKey(),
                          each.getValue(),
                          Optional.ofNullable(told.get(each.getKey())),
                          oldest.getOrDefault(each.getKey(), Collections.emptyMap())))
              .sorted(
                  Comparator.comparing(StreamLook::isKnown)
                      .thenComparing(Comparator.comparing(StreamLook::behind).reversed()))
              .collect(toList()),
          lags.problem());
    }

    private static <T> T orThrow(Answer<T> answer) {
      return answer.value().orElseThrow(() -> new Refusal(answer.problem().orElse("")));
    }

    /** Asks the brokers once, about the topics of all streams. */
    private Map<StreamId, ConsumerLag> lags(Collection<OffsetCommit> commits) {
      Collection<String> topics =
          commits.stream()
              .flatMap(commit -> commit.offsets().partitions().stream())
              .map(TopicPartition::topic)
              .collect(toCollection(TreeSet::new));
      if (topics.isEmpty()) {
        return Collections.emptyMap();
      }
      return Brokers.ask(
          cluster,
          topics,
          brokers -> {
            Map<StreamId, ConsumerLag> lags = new HashMap<>();
            commits.forEach(each -> lags.put(each.stream(), ConsumerLag.of(brokers, each)));
            return lags;
          });
    }

    private Map<StreamId, Map<TopicPartition, Answer<Instant>>> oldest(
        Map<StreamId, ConsumerLag> lags, Questions questions) {
      Map<StreamId, Map<TopicPartition, OldestUnread.Place>> places = new HashMap<>();
      List<OldestUnread.Place> all = new ArrayList<>();
      lags.forEach(
          (stream, lag) ->
              lag.partitions()
                  .forEach(
                      (partition, each) ->
                          place(partition, each)
                              .ifPresent(
                                  place -> {
                                    all.add(place);
                                    places
                                        .computeIfAbsent(stream, unused -> new HashMap<>())
                                        .put(partition, place);
                                  })));
      Map<OldestUnread.Place, Answer<Instant>> read =
          all.isEmpty() ? Collections.emptyMap() : read(all, questions);
      Map<StreamId, Map<TopicPartition, Answer<Instant>>> oldest = new HashMap<>();
      places.forEach(
          (stream, each) -> {
            Map<TopicPartition, Answer<Instant>> times = new HashMap<>();
            each.forEach((partition, place) -> times.put(partition, read.get(place)));
            oldest.put(stream, times);
          });
      return oldest;
    }

    private static Optional<OldestUnread.Place> place(TopicPartition partition, Partition lag) {
      return lag.lag() == 0
          ? Optional.empty()
          : Optional.of(
              new OldestUnread.Place(
                  partition,
                  lag.committed().orElse(lag.beginning().orElse(0)),
                  lag.end().orElse(0)));
    }

    private Map<OldestUnread.Place, Answer<Instant>> read(
        List<OldestUnread.Place> places, Questions questions) {
      try (OldestUnread client = new OldestUnread(cluster, questions, limit)) {
        return client.read(places);
      }
    }
  }
}
