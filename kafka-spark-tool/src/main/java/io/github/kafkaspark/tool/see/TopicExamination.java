package io.github.kafkaspark.tool.see;

import static java.util.stream.Collectors.joining;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.ConsumerLag;
import io.github.kafkaspark.offsets.ConsumerLag.Partition;
import io.github.kafkaspark.offsets.ConsumerLag.State;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares what is committed of a stream with what its topics are now. */
final class TopicExamination {

  private static final int MOST_NAMED = 5;

  private final String stream;
  private final OffsetCommit commit;
  private final ConsumerLag lag;
  private final Map<String, TopicIdentity> identities;

  /**
   * @param identities of the topics that the brokers have
   */
  TopicExamination(OffsetCommit commit, ConsumerLag lag, Map<String, TopicIdentity> identities) {
    this.stream = commit.stream().name();
    this.commit = commit;
    this.lag = lag;
    this.identities = identities;
  }

  List<Finding> findings() {
    Map<String, SortedMap<Integer, Partition>> topics = new TreeMap<>();
    lag.partitions()
        .forEach(
            (partition, each) ->
                topics
                    .computeIfAbsent(partition.topic(), unused -> new TreeMap<>())
                    .put(partition.partition(), each));
    List<Finding> findings = new ArrayList<>();
    topics.forEach((topic, partitions) -> findings.addAll(topic(topic, partitions)));
    if (topics.isEmpty()) {
      findings.add(Finding.unknown(stream, "offsets", "no offset is committed yet"));
    } else if (findings.isEmpty()) {
      findings.add(
          Finding.ok(
              stream,
              "offsets",
              Texts.count(lag.partitions().size(), "partition")
                  + ", nothing lost, "
                  + String.format(Locale.ROOT, "%,d behind", lag.total())));
    }
    return findings;
  }

  private List<Finding> topic(String topic, SortedMap<Integer, Partition> partitions) {
    List<Finding> findings = new ArrayList<>();
    TopicIdentity stored = commit.identities().get(topic);
    TopicIdentity now = identities.get(topic);
    if (stored != null && now != null && stored.isOfOtherCluster(now)) {
      findings.add(
          Finding.problem(
              stream,
              "topics",
              String.format(
                  "the offsets of topic '%s' are of cluster %s, and these brokers are %s",
                  topic, stored.clusterId(), now.clusterId()),
              "name the other cluster's brokers by --bootstrap-server; if the topic has moved here:"
                  + " "
                  + rewind(topic, "")));
    } else if (stored != null && now != null && stored.isOtherLife(now)) {
      findings.add(
          Finding.problem(
              stream,
              "topics",
              "topic '" + topic + "' was created anew: the offsets are of other records",
              rewind(topic, "")));
    } else {
      lost(topic, partitions, findings);
    }
    return findings;
  }

  private void lost(
      String topic, SortedMap<Integer, Partition> partitions, List<Finding> findings) {
    SortedMap<Integer, Partition> vanished = in(State.VANISHED, partitions);
    SortedMap<Integer, Partition> agedOut = in(State.AGED_OUT, partitions);
    SortedMap<Integer, Partition> beyond = in(State.BEYOND_END, partitions);
    if (vanished.size() == partitions.size()) {
      findings.add(
          Finding.problem(
              stream,
              "topics",
              "topic '" + topic + "' is gone, or this user may not describe it",
              "kafka-topics.sh --describe --topic "
                  + Shell.word(topic)
                  + " shows which, run as the job's user"));
    } else if (!vanished.isEmpty()) {
      findings.add(
          Finding.problem(
              stream,
              "topics",
              named(topic, vanished) + " gone: the topic was created anew with fewer",
              rewind(topic, "")));
    }
    if (!agedOut.isEmpty()) {
      long gone = agedOut.values().stream().mapToLong(Partition::lost).sum();
      findings.add(
          Finding.problem(
              stream,
              "offsets",
              String.format(
                  "%s: %s deleted unread; a start refuses to skip that",
                  named(topic, agedOut), Texts.count(gone, "record")),
              "to accept the loss: " + rewind(topic, numbers(agedOut))));
    }
    if (!beyond.isEmpty()) {
      findings.add(
          Finding.problem(
              stream,
              "offsets",
              named(topic, beyond) + ": committed beyond the end, as if the topic was created anew",
              rewind(topic, numbers(beyond))));
    }
  }

  private static SortedMap<Integer, Partition> in(
      State state, SortedMap<Integer, Partition> partitions) {
    SortedMap<Integer, Partition> found = new TreeMap<>(partitions);
    found.values().removeIf(each -> each.state() != state);
    return found;
  }

  /** Those that are named first, since there may be thousands. */
  private static String named(String topic, SortedMap<Integer, Partition> partitions) {
    String names =
        partitions.entrySet().stream()
            .limit(MOST_NAMED)
            .map(each -> topic + "-" + each.getKey() + figures(each.getValue()))
            .collect(joining(", "));
    int more = partitions.size() - MOST_NAMED;
    return more > 0 ? names + " and " + more + " more" : names;
  }

  private static String figures(Partition partition) {
    return partition.end().isPresent()
        ? String.format(
            " (committed %d, first %d, end %d)",
            partition.committed().orElse(0),
            partition.beginning().orElse(0),
            partition.end().orElse(0))
        : "";
  }

  private static String numbers(SortedMap<Integer, Partition> partitions) {
    return partitions.keySet().stream().map(String::valueOf).collect(joining(",", ":", ""));
  }

  private String rewind(String topic, String partitions) {
    return String.format(
        "kafka-spark rewind %s --to-earliest --topic %s",
        Shell.word(stream), Shell.word(topic + partitions));
  }
}
