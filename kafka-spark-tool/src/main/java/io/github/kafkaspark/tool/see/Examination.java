package io.github.kafkaspark.tool.see;

import static java.util.stream.Collectors.toCollection;

import io.github.kafkaspark.Brokers;
import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.offsets.ConsumerLag;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Looks at a store, its streams and their topics, all of them within one time limit. */
final class Examination {

  private final OffsetStore store;
  private final Optional<KafkaCluster> cluster;
  private final Clock clock;
  private final Questions questions;
  private final List<Finding> findings = new ArrayList<>();

  private Examination(
      OffsetStore store, Optional<KafkaCluster> cluster, Clock clock, Questions questions) {
    this.store = store;
    this.cluster = cluster;
    this.clock = clock;
    this.questions = questions;
  }

  /**
   * Looks at these streams.
   *
   * @param cluster empty if nobody has said which brokers
   * @param named empty for all that the store has
   */
  static List<Finding> of(
      OffsetStore store,
      Optional<KafkaCluster> cluster,
      Clock clock,
      Duration limit,
      Collection<StreamId> named) {
    try (Questions questions = new Questions(limit)) {
      Examination examination = new Examination(store, cluster, clock, questions);
      examination.examine(named);
      return examination.findings;
    }
  }

  private void examine(Collection<StreamId> named) {
    Answer<? extends Collection<StreamId>> listed = questions.ask(store::streams);
    if (!listed.value().isPresent()) {
      findings.add(Finding.problem("store", "reachable", listed.problem().orElse(""), null));
      return;
    }
    findings.addAll(
        new StoreExamination(store, questions, clock).findings(listed.value().get().size()));
    Map<StreamId, Answer<StreamExamination>> streams =
        questions.askEach(
            named.isEmpty() ? listed.value().get() : named,
            stream -> StreamExamination.of(store, stream));
    List<OffsetCommit> commits = new ArrayList<>();
    streams
        .values()
        .forEach(
            answer -> answer.value().flatMap(StreamExamination::commit).ifPresent(commits::add));
    Map<StreamId, Told> told = askBrokers(commits);
    streams.forEach(
        (stream, answer) -> stream(stream, answer, Optional.ofNullable(told.get(stream))));
  }

  private void stream(StreamId stream, Answer<StreamExamination> answer, Optional<Told> told) {
    if (!answer.value().isPresent()) {
      findings.add(Finding.problem(stream.name(), "format", answer.problem().orElse(""), null));
      return;
    }
    long behind = told.map(each -> each.lag.total()).orElse(0L);
    findings.addAll(answer.value().get().findings(stream, behind, clock.instant()));
    told.ifPresent(
        each ->
            findings.addAll(
                new TopicExamination(each.commit, each.lag, each.identities).findings()));
  }

  /** What the brokers say of a stream's topics. */
  private static final class Told {
    final OffsetCommit commit;
    final ConsumerLag lag;
    final Map<String, TopicIdentity> identities;

    Told(OffsetCommit commit, ConsumerLag lag, Map<String, TopicIdentity> identities) {
      this.commit = commit;
      this.lag = lag;
      this.identities = identities;
    }
  }

  private Map<StreamId, Told> askBrokers(List<OffsetCommit> commits) {
    Map<StreamId, Told> told = new HashMap<>();
    Collection<String> topics =
        commits.stream()
            .flatMap(commit -> commit.offsets().partitions().stream())
            .map(TopicPartition::topic)
            .collect(toCollection(TreeSet::new));
    if (!cluster.isPresent()) {
      findings.add(
          Finding.unknown(
              "brokers", "reachable", "not asked: give --bootstrap-server HOST:PORT to see gaps"));
      return told;
    }
    if (topics.isEmpty()) {
      return told;
    }
    KafkaCluster asked = cluster.get();
    Answer<List<Told>> answer =
        questions.ask(
            () ->
                Brokers.ask(
                    asked,
                    topics,
                    brokers -> {
                      // Before the offsets: those of a topic made in between are the new one's.
                      Map<String, TopicIdentity> identities = brokers.identities();
                      return commits.stream()
                          .map(each -> new Told(each, ConsumerLag.of(brokers, each), identities))
                          .collect(Collectors.toList());
                    }));
    if (answer.value().isPresent()) {
      findings.add(Finding.ok("brokers", "reachable", asked.bootstrapServers()));
      answer.value().get().forEach(each -> told.put(each.commit.stream(), each));
    } else {
      findings.add(Finding.problem("brokers", "reachable", answer.problem().orElse(""), null));
    }
    return told;
  }
}
