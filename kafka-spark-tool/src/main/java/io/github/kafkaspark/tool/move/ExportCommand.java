package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.move.ExportedStream;
import io.github.kafkaspark.offsets.move.ExportedStreams;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.options.StreamArgument;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Json;
import io.github.kafkaspark.tool.output.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes down where streams stand. */
@Command(
    name = "export",
    description = {
      "Prints where a stream stands, or each stream of the store, as a text that kafka-spark import"
          + " takes. It changes nothing.",
      "All of them or none: a stream that cannot be read is refused."
    })
final class ExportCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec command;
  @Mixin private final Connections connections;
  @Mixin private final StreamArgument stream = new StreamArgument();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = {
        "json, which also says whose the offsets are and who committed them; or csv, which"
            + " kafka-consumer-groups.sh --reset-offsets --from-file takes: topic,partition,offset,"
            + " with the stream before if there are several. Without it, json."
      })
  private ExportFormat format = ExportFormat.json;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Writes a new file, rather than to stdout.")
  private Path output;

  @Option(names = "--overwrite", description = "Replaces FILE if it is there.")
  private boolean overwrite;

  ExportCommand(Console console) {
    this.console = console;
    this.connections = new Connections(console);
  }

  @Override
  public Integer call() {
    if (overwrite && output == null) {
      throw wrong("Invalid option: --overwrite without a file (expected --output FILE, too)");
    }
    if (console.isJson() && format == ExportFormat.csv && output == null) {
      throw wrong(
          "Invalid format: both --json and --format csv (expected one, or --output FILE for the"
              + " CSV)");
    }
    try (OffsetStore store = connections.look()) {
      ExportedStreams exported = ExportedStreams.of(commits(store));
      String text = format.text(exported);
      if (text.isEmpty()) {
        throw new Refusal(
            "Cannot export to CSV: " + exported + " has no offset; --format json has the rest");
      }
      warnOfLeftOut(exported);
      if (output == null) {
        console.out().print(text);
        console.out().flush();
        return 0;
      }
      new NewFile(output, overwrite).write(text);
      say(store, exported);
      return 0;
    }
  }

  private ParameterException wrong(String text) {
    return new ParameterException(command.commandLine(), text);
  }

  private List<OffsetCommit> commits(OffsetStore store) {
    List<OffsetCommit> commits = new ArrayList<>();
    if (stream.get().isPresent()) {
      commits.add(stream.newest(store));
      return commits;
    }
    for (StreamId each : store.streams()) {
      try {
        store.latest(each).ifPresent(commits::add); // Or it is gone meanwhile.
      } catch (OffsetStoreException e) {
        throw new Refusal(
            "Cannot export all streams: "
                + Texts.line(e.getMessage())
                + "; export the others by their names",
            e);
      }
    }
    if (commits.isEmpty()) {
      throw new Refusal("Cannot export: the " + store + " has no stream; see that it is the one");
    }
    return commits;
  }

  /** The CSV has a line for each partition, and nothing else. */
  private void warnOfLeftOut(ExportedStreams exported) {
    for (ExportedStream each : exported.streams()) {
      if (format == ExportFormat.csv && each.offsets().isEmpty()) {
        console.warn(each + ": it has no offset, so the CSV leaves it out");
      }
    }
  }

  private void say(OffsetStore store, ExportedStreams exported) {
    List<String> names = new ArrayList<>();
    exported.streams().forEach(each -> each.name().ifPresent(names::add));
    if (console.isJson()) {
      console.say(
          Json.object()
              .put("store", store)
              .put("file", output.toString())
              .put("format", format)
              .put("streams", names));
    } else {
      console.say(
          "Exported " + Texts.count(names.size(), "stream") + " of the " + store + " to " + output);
    }
  }
}
