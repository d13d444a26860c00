package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says how a stream is called afterwards: a mixin. */
final class NewName {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "The new name, which no stream there has.")
  private String name;

  NewName() {}

  /**
   * The name, if one was given.
   *
   * @throws ParameterException if a stream cannot have it
   */
  Optional<StreamId> get() {
    try {
      return Optional.ofNullable(name).map(StreamId::of);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
