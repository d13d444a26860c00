package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.options.StreamArgument;
import io.github.kafkaspark.tool.output.Cell;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Json;
import io.github.kafkaspark.tool.output.Style;
import io.github.kafkaspark.tool.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the commits that a store still has of a stream. */
@Command(
    name = "history",
    description = {
      "Lists the commits that a store still has of a stream, newest first.",
      "\"moved by\" counts offsets since the commit before: those of one partition less where it has"
          + " gone back."
    })
final class HistoryCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final Connections connections;
  @Mixin private final StreamArgument stream = new StreamArgument();

  HistoryCommand(Console console) {
    this.console = console;
    this.connections = new Connections(console);
  }

  @Override
  public Integer call() {
    try (OffsetStore store = connections.look()) {
      List<OffsetCommit> history = store.history(stream.require());
      if (history.isEmpty()) {
        throw StreamArgument.unknown(stream.require(), store);
      }
      Table table =
          new Table()
              .number("sequence")
              .number("generation")
              .text("kind")
              .text("time")
              .number("batch")
              .number("moved by")
              .text("writer");
      List<Json> objects = new ArrayList<>();
      for (int i = 0; i < history.size(); i++) {
        OffsetCommit commit = history.get(i);
        OptionalLong moved =
            i + 1 < history.size()
                ? moved(history.get(i + 1).offsets(), commit.offsets())
                : OptionalLong.empty();
        add(commit, moved, table);
        objects.add(
            CommitTexts.json(commit).put("movedBy", moved).put("offsets", commit.offsets()));
      }
      if (console.isJson()) {
        console.say(
            Json.object()
                .put("store", store)
                .put("stream", stream.require())
                .put("commits", objects));
      } else {
        console.say(table);
      }
      return 0;
    }
  }

  /** Partitions that the commit before did not have count from where they are. */
  private static OptionalLong moved(TopicOffsets before, TopicOffsets after) {
    long moved = 0;
    for (Map.Entry<TopicPartition, Long> each : after.asMap().entrySet()) {
      moved += each.getValue() - before.get(each.getKey()).orElse(each.getValue());
    }
    return OptionalLong.of(moved);
  }

  private static void add(OffsetCommit commit, OptionalLong moved, Table table) {
    table.row(
        Cell.of(commit.sequence()),
        Cell.of(commit.generation()),
        Cell.of(commit.kind().name()),
        Cell.of(commit.provenance().time().toString()),
        Cell.of(commit.provenance().batchId()),
        Cell.of(moved).in(moved.orElse(0) < 0 ? Style.WARN : Style.PLAIN),
        Cell.of(commit.provenance().writer()));
  }
}
