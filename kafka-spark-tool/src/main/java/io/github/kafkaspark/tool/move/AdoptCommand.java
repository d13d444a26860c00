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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes a stream from where another program has moved it. */
@Command(
    name = "adopt",
    description = {
      "Adopts where another program has moved a stream's consumer group, such as"
          + " kafka-consumer-groups.sh: the store refuses to read it until then. Without --execute"
          + " it only tells what would be adopted.",
      "Partitions that the other program did not touch stay."
    })
final class AdoptCommand implements Callable<Integer> {

  @Mixin private final Connections connections;
  @Mixin private final StreamArgument stream = new StreamArgument();
  @Mixin private final Changing changing;
  @Mixin private final CheckpointOption checkpoint = new CheckpointOption();

  AdoptCommand(Console console) {
    this.connections = new Connections(console);
    this.changing = new Changing(console);
  }

  @Override
  public Integer call() {
    KafkaCluster cluster = connections.cluster();
    StreamId id = stream.require();
    return changing.change(
        connections, store -> new RewindChange("adopt", plan(store, id, cluster)));
  }

  private RewindPlan plan(OffsetStore store, StreamId id, KafkaCluster cluster) {
    if (!store.moved(id).isPresent() && !store.latest(id).isPresent()) {
      throw StreamArgument.unknown(id, store);
    }
    return checkpoint.in(
        connections,
        connections.during(
            "asking the brokers", () -> Rewind.toAdopted().plan(store, id, cluster)));
  }
}
