package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.move.Rewind;
import io.github.kafkaspark.offsets.move.RewindPlan;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.options.StreamArgument;
import io.github.kafkaspark.tool.output.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Moves a stream back or forth. */
@Command(
    name = "rewind",
    description = {
      "Moves a stream back or forth, in the words of kafka-consumer-groups.sh. Without --execute it"
          + " only tells what would be moved, read again, skipped, and what is gone.",
      "An offset that the brokers do not have becomes the nearest one that they have; the plan says"
          + " so."
    })
final class RewindCommand implements Callable<Integer> {

  @Mixin private final Connections connections;
  @Mixin private final StreamArgument stream = new StreamArgument();
  @Mixin private final Changing changing;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private RewindTo to;

  @Mixin private final TopicsOption topics = new TopicsOption();

  @Mixin private final CheckpointOption checkpoint = new CheckpointOption();

  RewindCommand(Console console) {
    this.connections = new Connections(console);
    this.changing = new Changing(console);
  }

  @Override
  public Integer call() {
    KafkaCluster cluster = connections.cluster();
    StreamId id = stream.require();
    Rewind rewind = topics.of(to.rewind(id));
    return changing.change(
        connections, store -> new RewindChange("rewind", plan(rewind, store, id, cluster)));
  }

  private RewindPlan plan(Rewind rewind, OffsetStore store, StreamId id, KafkaCluster cluster) {
    return checkpoint.in(
        connections,
        connections.during("asking the brokers", () -> rewind.plan(store, id, cluster)));
  }
}
