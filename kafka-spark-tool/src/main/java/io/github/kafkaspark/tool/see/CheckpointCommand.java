package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointState;
import io.github.kafkaspark.offsets.checkpoint.CheckpointWarning;
import io.github.kafkaspark.tool.options.CheckpointPlace;
import io.github.kafkaspark.tool.options.Waiting;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows where the checkpoint of a query stands. */
@Command(
    name = "checkpoint",
    description = {
      "Shows where the checkpoint of a query stands: what a restart with it reads next.",
      "It is read as Spark 2.3 to 4.2 write it; nothing is changed, and the query may run."
    })
final class CheckpointCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final Waiting waiting;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description =
          "What the query has as checkpointLocation: a folder of this host, or hdfs: and what else"
              + " Hadoop opens.")
  private String location;

  CheckpointCommand(Console console) {
    this.console = console;
    this.waiting = new Waiting(console);
  }

  @Override
  public Integer call() {
    CheckpointOffsets found =
        waiting.within("reading the checkpoint", new CheckpointPlace(location)::read);
    List<CheckpointWarning> warnings = found.warningsIfLeft();
    if (console.isJson()) {
      console.say(json(found, warnings));
      return 0;
    }
    console.say(
        new Facts()
            .add("checkpoint", found.location())
            .add("stands", words(found.state()))
            .add("batch done", found.batch())
            .add("query", found.queryId())
            .add("keeps state", found.keepsState() ? "yes" : "no")
            .table());
    console.say("");
    console.say(CommitTexts.table(found.offsets()));
    warnings.forEach(warning -> console.warn("if a query goes on without it: " + warning));
    return 0;
  }

  private static String words(CheckpointState state) {
    switch (state) {
      case NEW:
        return "no query has begun with it";
      case INITIAL_ONLY:
        return "a query has begun, and done no batch";
      case UNFINISHED_BATCH:
        return "a batch has begun that is not done: a restart runs it again, from these offsets";
      default:
        return "the newest batch is done: a restart goes on at these offsets";
    }
  }

  private static Json json(CheckpointOffsets found, List<CheckpointWarning> warnings) {
    List<Json> objects = new ArrayList<>();
    warnings.forEach(each -> objects.add(Json.object().put("kind", each.kind()).put("text", each)));
    return Json.object()
        .put("location", found.location())
        .put("state", found.state())
        .put("batch", found.batch())
        .put("query", found.queryId())
        .put("keepsState", found.keepsState())
        .put("offsets", found.offsets())
        .put("warnings", objects);
  }
}
