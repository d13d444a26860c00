package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.output.Cell;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Json;
import io.github.kafkaspark.tool.output.ShellWords;
import io.github.kafkaspark.tool.output.Style;
import io.github.kafkaspark.tool.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the streams of a store. */
@Command(
    name = "streams",
    description = {
      "Lists the streams of a store, with the newest commit of each.",
      "A stream that cannot be read is listed too, and the status is 1 then."
    })
final class StreamsCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final Connections connections;

  StreamsCommand(Console console) {
    this.console = console;
    this.connections = new Connections(console);
  }

  @Override
  public Integer call() {
    try (OffsetStore store = connections.look()) {
      Set<StreamId> streams = store.streams();
      Table table =
          new Table()
              .text("stream")
              .number("partitions")
              .text("last commit")
              .number("generation")
              .number("sequence")
              .text("writer");
      List<Json> objects = new ArrayList<>();
      int failed = 0;
      for (StreamId stream : streams) {
        try {
          // One that is gone meanwhile is left out.
          Optional<OffsetCommit> newest = store.latest(stream);
          newest.ifPresent(commit -> add(commit, table, objects));
        } catch (OffsetStoreException e) {
          failed++;
          console.fail(e.getMessage());
          addUnreadable(stream, e, table, objects);
        }
      }
      if (console.isJson()) {
        console.say(Json.object().put("store", store).put("streams", objects));
      } else if (table.isEmpty()) {
        console.say("The " + store + " has no stream");
      } else {
        console.say(table);
      }
      return failed == 0 ? 0 : 1;
    }
  }

  private void add(OffsetCommit commit, Table table, List<Json> objects) {
    table.row(
        Cell.of(commit.stream().name()),
        Cell.of(commit.offsets().partitions().size()),
        Cell.of(CommitTexts.age(commit, console.clock())),
        Cell.of(commit.generation()),
        Cell.of(commit.sequence()),
        Cell.of(commit.provenance().writer()));
    objects.add(
        CommitTexts.json(commit)
            .put("partitions", commit.offsets().partitions().size())
            .put("error", null));
  }

  private static void addUnreadable(
      StreamId stream, OffsetStoreException why, Table table, List<Json> objects) {
    table.row(
        Cell.of(stream.name()),
        Cell.of("-"),
        Cell.of("unreadable").in(Style.BAD),
        Cell.of("-"),
        Cell.of("-"),
        Cell.of("-"));
    objects.add(
        CommitTexts.jsonOfNone(stream)
            .put("partitions", null)
            .put("error", ShellWords.of(why.getMessage())));
  }
}
