package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.move.Streams;
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

/** Gives a stream another name. */
@Command(
    name = "rename",
    description = {
      "Gives a stream another name in its store: copies where it stands, and then forgets the old"
          + " name. Without --execute it only tells what would be done.",
      "Its history stays behind. If it is stopped between the two, both names are there, and it says"
          + " so."
    })
final class RenameCommand implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private final Connections connections;
  @Mixin private final StreamArgument stream = new StreamArgument();
  @Mixin private final NewName newName = new NewName();
  @Mixin private final Changing changing;

  RenameCommand(Console console) {
    this.connections = new Connections(console);
    this.changing = new Changing(console);
  }

  @Override
  public Integer call() {
    StreamId id = stream.require();
    StreamId as =
        newName
            .get()
            .orElseThrow(
                () ->
                    new ParameterException(
                        command.commandLine(), "Missing the new name: give --as NAME"));
    String effect =
        String.format(
            "It gets the name '%s', and '%s' is forgotten: give the query the new name, too.",
            as, id);
    return changing.change(
        connections, store -> new StreamsChange("rename", effect, Streams.rename(store, id, as)));
  }
}
