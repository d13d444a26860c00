package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.offsets.ConsumerLag.Partition;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.tool.output.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** A look at the lag for programs. */
final class LagJson {

  private final OffsetStore store;
  private final Instant at;

  LagJson(OffsetStore store, Instant at) {
    this.store = store;
    this.at = at;
  }

  /** All of it. */
  Json of(LagLook look) {
    List<Json> streams = new ArrayList<>();
    look.streams().forEach(each -> streams.add(stream(each)));
    return json(streams, look.problem());
  }

  /** That the look failed. */
  Json failed(String problem) {
    return json(null, Optional.of(problem));
  }

  private Json json(List<Json> streams, Optional<String> problem) {
    return Json.object()
        .put("at", at)
        .put("store", store)
        .put("streams", streams)
        .put("error", problem);
  }

  private Json stream(StreamLook look) {
    Optional<OffsetCommit> commit = look.commit().value();
    List<Json> topics = new ArrayList<>();
    Topics.of(look)
        .forEach(
            each ->
                topics.add(
                    lag(
                        Json.object().put("topic", each.name()).put("partitions", each.count()),
                        each)));
    List<Json> partitions = new ArrayList<>();
    look.partitions()
        .forEach((partition, each) -> partitions.add(partition(look, partition, each)));
    Json json =
        Json.object()
            .put("stream", look.stream())
            .put("generation", commit.map(OffsetCommit::generation))
            .put("sequence", commit.map(OffsetCommit::sequence))
            .put("time", commit.map(each -> each.provenance().time()));
    return lag(json, Topics.all(look))
        .put("topics", topics)
        .put("partitions", partitions)
        .put("error", look.commit().problem());
  }

  private Json partition(StreamLook look, TopicPartition name, Partition partition) {
    Json json =
        Json.object()
            .put("topic", name.topic())
            .put("partition", name.partition())
            .put("state", partition.state())
            .put("committed", partition.committed())
            .put("first", partition.beginning())
            .put("end", partition.end());
    return lag(json, Topics.of(look, name));
  }

  /** The fields that a stream, a topic and a partition have alike. */
  private Json lag(Json json, Topics of) {
    return json.put("behind", of.isKnown() ? (Long) of.behind() : null)
        .put("behindAtLeast", of.behind())
        .put("lost", of.lost())
        .put("oldestUnread", of.oldest())
        .put(
            "oldestUnreadSeconds",
            of.oldest().map(time -> Duration.between(time, at).toMillis() / 1000))
        .put("oldestUnreadIsKnown", of.isOldestKnown())
        .put("oldestUnreadProblem", of.whyOldestUnknown());
  }
}
