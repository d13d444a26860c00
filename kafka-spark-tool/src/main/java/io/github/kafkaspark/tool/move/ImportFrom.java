package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.move.ExportedStream;
import io.github.kafkaspark.offsets.move.Rewind;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.options.CheckpointPlace;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.output.Refusal;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where an import takes the offsets from: exactly one of these. */
final class ImportFrom {

  @Spec private CommandSpec command;

  @Option(
      names = "--from-file",
      paramLabel = "FILE",
      description =
          "What kafka-spark export has written, or the CSV of kafka-consumer-groups.sh"
              + " --reset-offsets --export: topic,partition,offset, or group,topic,partition,offset.")
  private Path file;

  @Option(
      names = "--from-checkpoint",
      paramLabel = "DIR",
      description = "Where the checkpoint of a query stands.")
  private String checkpoint;

  @Option(
      names = "--from-group",
      paramLabel = "NAME",
      description =
          "Where a consumer group has committed. It is only read. For a new stream, name the topics.")
  private String group;

  /** Made by picocli. */
  ImportFrom() {}

  /**
   * The rewind.
   *
   * @param name of a stream in the file, if one was named
   * @throws ParameterException if a name was given and there is no file, or a group has none
   * @throws Refusal if a file or a checkpoint is not there, or not one
   */
  Rewind rewind(StreamId stream, Optional<String> name, Connections connections) {
    if (name.isPresent() && file == null) {
      throw wrong("Invalid option: --from-stream without a file (expected --from-file FILE, too)");
    }
    if (group != null) {
      try {
        return Rewind.toGroup(group);
      } catch (IllegalArgumentException e) {
        throw wrong(e.getMessage());
      }
    }
    try {
      if (file != null) {
        ExportFile exported = new ExportFile(file);
        ExportedStream found = name.isPresent() ? exported.of(name.get()) : exported.of(stream);
        return Rewind.toExported(found);
      }
      CheckpointOffsets found =
          connections.within("reading the checkpoint", new CheckpointPlace(checkpoint)::read);
      return Rewind.toCheckpoint(found);
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          "Cannot import from " + (file == null ? checkpoint : file) + ": " + e.getMessage(), e);
    }
  }

  private ParameterException wrong(String text) {
    return new ParameterException(command.commandLine(), text);
  }
}
