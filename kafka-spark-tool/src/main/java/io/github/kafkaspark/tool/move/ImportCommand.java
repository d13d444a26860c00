package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.move.Rewind;
import io.github.kafkaspark.offsets.move.RewindPlan;
import io.github.kafkaspark.offsets.store.NearestStreams;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.options.StreamArgument;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Refusal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves a stream to where something else stands. */
@Command(
    name = "import",
    description = {
      "Moves a stream to where a file says, a checkpoint stands, or a consumer group has committed;"
          + " partitions without an offset there stay. Without --execute it only tells what would be"
          + " moved, read again, skipped, and what is gone.",
      "All or nothing: a bad line of a file is refused by line and column, and a topic that the stream"
          + " does not read by its name."
    })
final class ImportCommand implements Callable<Integer> {

  @Mixin private final Connections connections;
  @Mixin private final StreamArgument stream = new StreamArgument();
  @Mixin private final Changing changing;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private ImportFrom from;

  @Option(
      names = "--from-stream",
      paramLabel = "NAME",
      description =
          "Which stream, or group, of a file that has several. Without it, the one named as STREAM.")
  private String name;

  @Option(
      names = "--create",
      description = "Makes the stream if it is not there; without it, an unknown name is refused.")
  private boolean create;

  @Mixin private final TopicsOption topics = new TopicsOption();

  ImportCommand(Console console) {
    this.connections = new Connections(console);
    this.changing = new Changing(console);
  }

  @Override
  public Integer call() {
    StreamId id = stream.require();
    Rewind found = topics.of(from.rewind(id, Optional.ofNullable(name), connections));
    Rewind rewind = create ? found.newStream() : found;
    KafkaCluster cluster = connections.cluster();
    return changing.change(
        connections, store -> new RewindChange("import into", plan(rewind, store, id, cluster)));
  }

  private RewindPlan plan(Rewind rewind, OffsetStore store, StreamId id, KafkaCluster cluster) {
    if (!create && !store.latest(id).isPresent()) {
      IllegalStateException unknown = NearestStreams.unknown("import into '" + id + "'", id, store);
      throw new Refusal(unknown.getMessage() + "; or make it by --create", unknown);
    }
    return connections.during("asking the brokers", () -> rewind.plan(store, id, cluster));
  }
}
