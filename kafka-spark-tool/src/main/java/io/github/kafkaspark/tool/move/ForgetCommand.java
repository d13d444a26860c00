package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.move.Streams;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.options.StreamArgument;
import io.github.kafkaspark.tool.output.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Forgets a stream. */
@Command(
    name = "forget",
    description = {
      "Forgets a stream: for every reader it was never stored, and its query begins as the first"
          + " time. Without --execute it only tells what would be forgotten.",
      "A tombstone stays in the store, so no job that ran before ever commits to it again. Export the"
          + " stream before, if you may want it back."
    })
final class ForgetCommand implements Callable<Integer> {

  @Mixin private final Connections connections;
  @Mixin private final StreamArgument stream = new StreamArgument();
  @Mixin private final Changing changing;

  ForgetCommand(Console console) {
    this.connections = new Connections(console);
    this.changing = new Changing(console);
  }

  @Override
  public Integer call() {
    StreamId id = stream.require();
    return changing.change(
        connections,
        store ->
            new StreamsChange(
                "forget",
                "It is forgotten: a query of this name begins as the first time.",
                Streams.forget(store, id)));
  }
}
