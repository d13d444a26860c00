package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.ResumePlan.Decision;
import io.github.kafkaspark.offsets.ResumePlan.Line;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Says why a source does not begin where its stream is stored, and the way out. */
final class ResumeRefusal {

  private final ResumePlan plan;
  private final Map<String, TopicIdentity> then;
  private final Map<String, TopicIdentity> now;

  /**
   * @param now whose the topics are
   */
  ResumeRefusal(ResumePlan plan, Map<String, TopicIdentity> now) {
    this.plan = plan;
    this.then = plan.commit().map(OffsetCommit::identities).orElse(Collections.emptyMap());
    this.now = now;
  }

  /**
   * All of it.
   *
   * @param goOnAt how to go on at offsets
   * @param acceptCluster how to go on at the offsets of another cluster
   */
  String text(Function<TopicOffsets, String> goOnAt, String acceptCluster) {
    List<Line> refused = plan.refused();
    boolean isOther = refused.stream().anyMatch(line -> line.decision().isOfOtherTopic());
    boolean isOnOther =
        refused.stream().anyMatch(line -> line.decision() == Decision.OTHER_CLUSTER);
    boolean isAccepted = refused.stream().anyMatch(this::isOfAcceptedCluster);
    return String.format(
        "Cannot resume '%s': %s: %s; %s %s%s",
        plan.stream(),
        isOther
            ? "the brokers have other topics than those that are stored"
            : isAccepted
                ? "the offsets of the other cluster do not fit these topics"
                : "the brokers do not have what is stored",
        refused.stream().map(this::text).collect(Collectors.joining("; ")),
        wayOut(isOnOther, isOther || isAccepted),
        goOnAt.apply(offsets()),
        isOnOther
            ? "; or, if the same offsets are the same records there, as on a promoted mirror that "
                + "keeps them or a cluster that was rebuilt under a new id, "
                + acceptCluster
                + "; if another source of the query reads the topic on the other cluster, give each "
                + "cluster a query of its own, or this source a selection without the topic's name"
            : "");
  }

  private static String wayOut(boolean isOnOther, boolean isOther) {
    if (isOnOther) {
      return "if these are not the brokers that were meant, correct the source's bootstrapServers; to "
          + "begin with what is there,";
    }
    return isOther ? "to begin with what is there," : "bring the records back, or accept the loss:";
  }

  private String text(Line line) {
    Optional<String> topic = ofOtherTopic(line);
    OptionalLong stored = line.stored();
    return String.format(
        "%s is stored%s, the brokers have %d to %d (%s)",
        line.partition(),
        stored.isPresent()
            ? " at " + stored.getAsLong()
            : ", at a place that the store lost with the topic",
        line.beginning().orElse(0),
        line.end().orElse(0),
        topic.orElseGet(() -> ofOneTopic(line)));
  }

  private Optional<String> ofOtherTopic(Line line) {
    TopicIdentity before = then.get(line.partition().topic());
    TopicIdentity current = now.get(line.partition().topic());
    switch (line.decision()) {
      case OTHER_CLUSTER:
        return Optional.of(
            String.format(
                "it is stored for the cluster '%s', and these are of '%s'",
                before.clusterId(), current.clusterId()));
      case CREATED_ANEW:
        return Optional.of(
            String.format(
                "the topic was created anew: its id was %s and is %s",
                before.topicId().orElse(""), current.topicId().orElse("")));
      default:
        return Optional.empty();
    }
  }

  /** Whether the host has said that the offsets of the other cluster hold here. */
  private boolean isOfAcceptedCluster(Line line) {
    TopicIdentity before = then.get(line.partition().topic());
    TopicIdentity current = now.get(line.partition().topic());
    return line.decision() != Decision.OTHER_CLUSTER
        && before != null
        && current != null
        && before.isOfOtherCluster(current);
  }

  private String ofOneTopic(Line line) {
    if (isOfAcceptedCluster(line)) {
      return String.format(
          "it was stored for the cluster '%s', so these records of '%s' are not the same",
          then.get(line.partition().topic()).clusterId(),
          now.get(line.partition().topic()).clusterId());
    }
    long unread = line.beginning().orElse(0) - line.stored().orElse(0);
    return line.decision() == Decision.AGED_OUT
        ? Texts.count(unread, "record was", "records were")
            + " deleted unread, by retention or by hand"
        : "the topic was created anew, or its log was cut";
  }

  /** Where a source can go on: at what is stored, and with what is there of what is refused. */
  private TopicOffsets offsets() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Line line : plan.lines()) {
      if (line.decision() != Decision.VANISHED) {
        OptionalLong start = line.start().isPresent() ? line.start() : line.beginning();
        offsets.put(line.partition(), start.orElse(0));
      }
    }
    return TopicOffsets.of(offsets);
  }
}
