package io.github.kafkaspark.tool.move;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.tool.output.Console;
import java.util.Arrays;
import java.util.List;

/** The commands that change where streams are. */
public final class MoveCommands {

  private MoveCommands() {}

  /** Each of them, in the order of the help. */
  public static List<Object> all(Console console) {
    requireNonNull(console, "console");
    return Arrays.asList(
        new RewindCommand(console),
        new AdoptCommand(console),
        new CopyCommand(console),
        new RenameCommand(console),
        new ForgetCommand(console),
        new ExportCommand(console),
        new ImportCommand(console));
  }
}
