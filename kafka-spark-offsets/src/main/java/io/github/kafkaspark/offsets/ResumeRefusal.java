package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
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
    List<ResumeLine> refused = ofBrokers(plan);
    boolean isOnOther = refused.stream().anyMatch(line -> line.reason() == Reason.OTHER_CLUSTER);
    return String.format(
        "Cannot resume '%s': %s: %s; %s %s%s; %s",
        plan.stream(),
        why(refused),
        refused.stream().map(this::text).collect(Collectors.joining("; ")),
        wayOut(refused),
        goOnAt.apply(offsets()),
        isOnOther
            ? "; or, if the same offsets are the same records there, as on a promoted mirror that "
                + "keeps them or a cluster that was rebuilt under a new id, "
                + acceptCluster
                + "; if another source of the query reads the topic on the other cluster, give each "
                + "cluster a query of its own, or this source a selection without the topic's name"
            : "",
        policy(refused));
  }

  /** The lines that are refused for what the brokers have, and not for a checkpoint. */
  static List<ResumeLine> ofBrokers(ResumePlan plan) {
    return plan.refused().stream()
        .filter(line -> line.reason() != Reason.CHECKPOINT)
        .collect(Collectors.toList());
  }

  private String why(List<ResumeLine> refused) {
    if (refused.stream().anyMatch(line -> line.reason().isOfOtherTopic())) {
      return "the brokers have other topics than those that are stored";
    }
    if (refused.stream().anyMatch(this::isOfAcceptedCluster)) {
      return "the offsets of the other cluster do not fit these topics";
    }
    return refused.stream().allMatch(line -> line.reason() == Reason.NEW)
        ? "the brokers have partitions that are not stored"
        : "the brokers do not have what is stored";
  }

  private String wayOut(List<ResumeLine> refused) {
    if (refused.stream().anyMatch(line -> line.reason() == Reason.OTHER_CLUSTER)) {
      return "if these are not the brokers that were meant, correct the source's bootstrapServers; to "
          + "begin with what is there,";
    }
    return refused.stream().anyMatch(this::isLoss)
        ? "bring the records back, or accept the loss:"
        : "to begin with what is there,";
  }

  /** Whether what is stored was of these brokers, and is not there. */
  private boolean isLoss(ResumeLine line) {
    return !line.reason().isOfOtherTopic()
        && line.reason() != Reason.NEW
        && !isOfAcceptedCluster(line);
  }

  /** For whoever wants to be asked no more. */
  private static String policy(List<ResumeLine> refused) {
    return refused.stream()
        .map(line -> Surprise.valueOf(line.reason().name()))
        .distinct()
        .map(
            surprise ->
                String.format(
                    "%s by %s, in code or by %s%s",
                    surprise,
                    surprise.answers().stream()
                        .filter(answer -> answer != Answer.FAIL)
                        .map(Answer::name)
                        .collect(Collectors.joining(" or ")),
                    ResumeSettings.OF_ALL,
                    surprise.word()))
        .collect(Collectors.joining("; ", "or let the resume policy answer ", ""));
  }

  private String text(ResumeLine line) {
    OptionalLong stored = line.stored();
    String place =
        stored.isPresent()
            ? "stored at " + stored.getAsLong()
            : line.reason() == Reason.NEW
                ? "not stored"
                : "stored, at a place that the store lost with the topic";
    String brokers =
        line.exists()
            ? "have " + line.beginning().orElse(0) + " to " + line.end().orElse(0)
            : "have no such partition";
    return String.format(
        "%s is %s, the brokers %s (%s)",
        line.partition(), place, brokers, ofOtherTopic(line).orElseGet(() -> ofOneTopic(line)));
  }

  private Optional<String> ofOtherTopic(ResumeLine line) {
    TopicIdentity before = then.get(line.partition().topic());
    TopicIdentity current = now.get(line.partition().topic());
    switch (line.reason()) {
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
  private boolean isOfAcceptedCluster(ResumeLine line) {
    TopicIdentity before = then.get(line.partition().topic());
    TopicIdentity current = now.get(line.partition().topic());
    return (line.reason() == Reason.AGED_OUT || line.reason() == Reason.BEYOND_END)
        && before != null
        && current != null
        && before.isOfOtherCluster(current);
  }

  private String ofOneTopic(ResumeLine line) {
    if (isOfAcceptedCluster(line)) {
      return String.format(
          "it was stored for the cluster '%s', so these records of '%s' are not the same",
          then.get(line.partition().topic()).clusterId(),
          now.get(line.partition().topic()).clusterId());
    }
    switch (line.reason()) {
      case NEW:
        return "the partition is new";
      case VANISHED:
        return "its topic was deleted, is hidden from this user, or has fewer partitions";
      case AGED_OUT:
        return Texts.count(line.gone().orElse(0), "record was", "records were")
            + " deleted unread, by retention or by hand";
      default:
        return "the topic was created anew, or its log was cut";
    }
  }

  /** Where a source can go on: at what is stored, and with what is there of what is refused. */
  private TopicOffsets offsets() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (ResumeLine line : plan.lines()) {
      if (line.exists()) {
        OptionalLong start = line.start().isPresent() ? line.start() : line.beginning();
        offsets.put(line.partition(), start.orElse(0));
      }
    }
    return TopicOffsets.of(offsets);
  }
}
