package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Refusal;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says into which store a stream is copied: a mixin. */
final class CopyTarget {

  private final Console console;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--to",
      paramLabel = "LOCATION",
      description =
          "The store to copy into, as --store has it; with a password, put it into a file and give"
              + " @FILE. Without it, that of --store.")
  private String location;

  @Option(
      names = "--create-store",
      description = "Makes the store of --to if it is not there; without it, that is refused.")
  private boolean create;

  /** Whether the store is one that is still to be made. */
  private boolean isMissing;

  /** For a command that prints there. */
  CopyTarget(Console console) {
    this.console = console;
  }

  boolean isNamed() {
    if (create && location == null) {
      throw new ParameterException(
          command.commandLine(),
          "Invalid option: --create-store without a store (expected --to LOCATION, too)");
    }
    return location != null;
  }

  /** The store to look into; one without streams in its place if it is to be made. */
  OffsetStore look(Connections connections) {
    if (location == null) {
      return connections.look();
    }
    try {
      return connections.look(location);
    } catch (OffsetStoreException e) {
      if (!create) {
        throw missing(e);
      }
      isMissing = true;
      console.warn(Texts.line(e.getMessage()) + "; --execute makes the store");
      return OffsetStores.inMemory();
    }
  }

  /** The store to change. */
  OffsetStore change(Connections connections) {
    if (location == null) {
      return connections.change();
    }
    try {
      return create ? connections.create(location) : connections.change(location);
    } catch (OffsetStoreException e) {
      throw create ? e : missing(e);
    }
  }

  private static Refusal missing(OffsetStoreException failure) {
    return new Refusal(
        Texts.line(failure.getMessage())
            + "; if the store of --to is still to be made, add --create-store",
        failure);
  }

  /** It in words. */
  String name(OffsetStore opened) {
    return isMissing ? "store of --to, which is made" : opened.toString();
  }
}
