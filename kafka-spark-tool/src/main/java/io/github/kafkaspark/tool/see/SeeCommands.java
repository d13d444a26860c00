package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.tool.output.Console;
import java.util.Arrays;
import java.util.List;

/** The commands that look. */
public final class SeeCommands {

  private SeeCommands() {}

  /** Each of them, in the order of the help. */
  public static List<Object> all(Console console) {
    return Arrays.asList(
        new StreamsCommand(console),
        new ShowCommand(console),
        new HistoryCommand(console),
        new LagCommand(console),
        new PlanCommand(console),
        new StartOffsetsCommand(console),
        new CheckpointCommand(console),
        new DoctorCommand(console));
  }
}
