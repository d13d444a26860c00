package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.move.StreamChange;
import io.github.kafkaspark.offsets.move.Streams;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.options.StreamArgument;
import io.github.kafkaspark.tool.output.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Copies a stream into another store, or under another name. */
@Command(
    name = "copy",
    description = {
      "Copies where a stream stands into another store, or under another name; not its history."
          + " Without --execute it only tells what would be copied.",
      "The stream may run meanwhile, and is not changed. A stream that is there by that name is"
          + " refused."
    })
final class CopyCommand implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private final Connections connections;
  @Mixin private final StreamArgument stream = new StreamArgument();
  @Mixin private final CopyTarget target;
  @Mixin private final NewName newName = new NewName();
  @Mixin private final Changing changing;

  CopyCommand(Console console) {
    this.connections = new Connections(console);
    this.target = new CopyTarget(console);
    this.changing = new Changing(console);
  }

  @Override
  public Integer call() {
    StreamId id = stream.require();
    if (!target.isNamed() && !newName.get().isPresent()) {
      throw new ParameterException(
          command.commandLine(), "Missing where to: give --to LOCATION, --as NAME, or both");
    }
    StreamId as = newName.get().orElse(id);
    try (OffsetStore from = connections.look()) {
      return changing.change(
          connections,
          () -> target.look(connections),
          () -> target.change(connections),
          to -> planned(Streams.copy(from, id, to, as), to));
    }
  }

  private StreamsChange planned(StreamChange copy, OffsetStore to) {
    String effect =
        String.format("It is copied to '%s' in the %s.", copy.newName().get(), target.name(to));
    return new StreamsChange("copy", effect, copy);
  }
}
