package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.move.RewindPlan;
import io.github.kafkaspark.tool.options.CheckpointPlace;
import io.github.kafkaspark.tool.options.Connections;
import picocli.CommandLine.Option;

/** Says which checkpoint the query will be started with: a mixin. */
final class CheckpointOption {

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description =
          "The checkpoint that the query will be started with: a move that it would overrule is"
              + " refused.")
  private String location;

  /** The plan, which knows of the checkpoint if one is named. */
  RewindPlan in(Connections connections, RewindPlan plan) {
    if (location == null) {
      return plan;
    }
    CheckpointOffsets found =
        connections.within("reading the checkpoint", new CheckpointPlace(location)::read);
    return plan.withCheckpoint(found);
  }
}
