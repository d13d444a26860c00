package io.github.kafkaspark.tool.options;

import io.github.kafkaspark.offsets.store.NearestStreams;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.output.Refusal;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which stream is meant: a mixin. */
public final class StreamArgument {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "STREAM",
      description = "The stream, by the name of its query.")
  private String positional;

  @Option(names = "--stream", paramLabel = "NAME", description = "The same as STREAM.")
  private String option;

  /** Made by a command. */
  public StreamArgument() {}

  /**
   * The stream, if one is named.
   *
   * @throws ParameterException if it is named twice, or has no legal name
   */
  public Optional<StreamId> get() {
    if (positional != null && option != null) {
      throw new ParameterException(
          command.commandLine(),
          "Invalid stream: both '" + positional + "' and --stream '" + option + "' (expected one)");
    }
    try {
      return Optional.ofNullable(positional == null ? option : positional).map(StreamId::of);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * The stream.
   *
   * @throws ParameterException if none is named, or as by {@link #get}
   */
  public StreamId require() {
    return get()
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "Missing a stream: name it, as kafka-spark streams lists them"));
  }

  /**
   * The newest commit of the stream.
   *
   * @throws Refusal if the store has none; it names the nearest streams
   */
  public OffsetCommit newest(OffsetStore store) {
    StreamId stream = require();
    return store.latest(stream).orElseThrow(() -> unknown(stream, store));
  }

  /** That a store has no such stream, and which ones somebody may have meant. */
  public static Refusal unknown(StreamId stream, OffsetStore store) {
    IllegalStateException unknown =
        NearestStreams.unknown("find stream '" + stream + "'", stream, store);
    return new Refusal(unknown.getMessage(), unknown);
  }
}
