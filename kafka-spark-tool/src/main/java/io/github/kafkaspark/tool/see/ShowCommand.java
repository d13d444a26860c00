package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.options.StreamArgument;
import io.github.kafkaspark.tool.output.Cell;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Json;
import io.github.kafkaspark.tool.output.Refusal;
import io.github.kafkaspark.tool.output.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows one commit of a stream. */
@Command(
    name = "show",
    description = {
      "Shows the newest commit of a stream: the next offset of each partition, who made it, and"
          + " whose the topics are.",
      "Damaged commits that it passes over are told on stderr."
    })
final class ShowCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final Connections connections;
  @Mixin private final StreamArgument stream = new StreamArgument();

  @Option(
      names = "--sequence",
      paramLabel = "NUMBER",
      description = "Shows the commit of this number, as kafka-spark history lists them.")
  private Long sequence;

  ShowCommand(Console console) {
    this.console = console;
    this.connections = new Connections(console);
  }

  @Override
  public Integer call() {
    try (OffsetStore store = connections.look()) {
      OffsetCommit commit = sequence == null ? stream.newest(store) : ofSequence(store);
      List<String> damage = store.damage(commit.stream());
      if (console.isJson()) {
        console.say(json(store, commit).put("damage", damage));
      } else {
        console.say(facts(commit));
        console.say("");
        console.say(CommitTexts.table(commit.offsets()));
        if (!commit.identities().isEmpty()) {
          console.say("");
          console.say(topics(commit.identities()));
        }
        damage.forEach(console::warn);
      }
      return 0;
    }
  }

  private OffsetCommit ofSequence(OffsetStore store) {
    List<OffsetCommit> history = store.history(stream.require());
    if (history.isEmpty()) {
      throw StreamArgument.unknown(stream.require(), store);
    }
    return history.stream()
        .filter(commit -> commit.sequence() == sequence)
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    String.format(
                        "Cannot find commit %d of stream '%s': the %s has %s",
                        sequence,
                        stream.require(),
                        store,
                        history.stream()
                            .map(commit -> Long.toString(commit.sequence()))
                            .collect(Collectors.joining(", ")))));
  }

  private Table facts(OffsetCommit commit) {
    Provenance by = commit.provenance();
    return new Facts()
        .add("stream", commit.stream().name())
        .add("commit", commit.sequence())
        .add("generation", commit.generation())
        .add("kind", commit.kind().name())
        .add("time", by.time() + ", " + CommitTexts.age(commit, console.clock()))
        .add("writer", by.writer())
        .add("application", by.applicationId())
        .add("query", by.queryId())
        .add("batch", by.batchId())
        .add("owner", CommitTexts.owner(commit))
        .table();
  }

  private static Table topics(Map<String, TopicIdentity> identities) {
    Table table = new Table().text("topic").text("of cluster").text("topic id");
    identities.forEach(
        (topic, identity) ->
            table.row(
                Cell.of(topic),
                Cell.of(identity.clusterId()),
                Cell.of(identity.topicId().orElse("unknown"))));
    return table;
  }

  private static Json json(OffsetStore store, OffsetCommit commit) {
    Map<String, Json> topics = new LinkedHashMap<>();
    commit
        .identities()
        .forEach(
            (topic, identity) ->
                topics.put(
                    topic,
                    Json.object()
                        .put("cluster", identity.clusterId())
                        .put("topic", identity.topicId())));
    return CommitTexts.json(commit)
        .put("store", store)
        .put("offsets", commit.offsets())
        .put("identities", topics);
  }
}
