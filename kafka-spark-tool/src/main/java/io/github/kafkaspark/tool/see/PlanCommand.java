package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.tool.options.CheckpointPlace;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.options.StreamArgument;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Json;
import io.github.kafkaspark.tool.output.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells where a start of a stream would begin. */
@Command(
    name = "plan",
    description = {
      "Tells where a start of the stream would begin, and what it would skip, find gone and read"
          + " again. Nothing is claimed or changed, and the job may run.",
      "The status is 1 if the start would be refused, by the resume policy that a job has unless it"
          + " says otherwise."
    })
final class PlanCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final Connections connections;
  @Mixin private final StreamArgument stream = new StreamArgument();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description =
          "A topic that the source will select; may be repeated. Without it, those that are stored.")
  private List<String> topics = new ArrayList<>();

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description =
          "The checkpoint that the query will be started with, which may overrule the store.")
  private String checkpoint;

  PlanCommand(Console console) {
    this.console = console;
    this.connections = new Connections(console);
  }

  @Override
  public Integer call() {
    KafkaCluster cluster = connections.cluster();
    try (OffsetStore store = connections.look()) {
      OffsetCommit newest = stream.newest(store);
      Resume kept = Resume.from(store, newest.stream()).firstTimeFails();
      Resume resume = checkpoint == null ? kept : new CheckpointPlace(checkpoint).namedTo(kept);
      Collection<String> selected = topics.isEmpty() ? Start.topics(newest) : topics;
      if (selected.isEmpty()) {
        throw new Refusal(
            "Cannot plan a start of '"
                + newest.stream()
                + "': no offset is stored, so its topics are not known; name them by --topic");
      }
      Start start =
          connections.during("asking the brokers", () -> Start.of(resume, cluster, selected));
      if (console.isJson()) {
        console.say(
            Json.object().putJson("plan", start.plan.toJson()).put("refusal", start.refusal));
      } else {
        console.say(start.plan.describe());
      }
      start.refusal.ifPresent(console::fail);
      return start.refusal.isPresent() ? 1 : 0;
    }
  }
}
