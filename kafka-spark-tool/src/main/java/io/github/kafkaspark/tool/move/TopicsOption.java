package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.move.Rewind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says which topics and partitions are moved: a mixin. */
final class TopicsOption {

  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9._-]+)(?::(\\d{1,9}(?:,\\d{1,9})*))?");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC[:PARTITION,…]",
      description =
          "A topic to move, such as orders or orders:0,1; may be repeated. Without it, all that the"
              + " stream has.")
  private List<String> topics = new ArrayList<>();

  @Option(
      names = "--all-topics",
      description = "Moves all topics of the stream, as without --topic.")
  private boolean all;

  /**
   * The same rewind, of the topics that were named.
   *
   * @throws ParameterException if one has no such form, or all and some were named
   */
  Rewind of(Rewind rewind) {
    if (all && !topics.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "Invalid topics: both --all-topics and --topic " + topics.get(0) + " (expected one)");
    }
    Rewind chosen = rewind;
    for (String topic : topics) {
      Matcher form = FORM.matcher(topic);
      if (!form.matches()) {
        throw new ParameterException(
            command.commandLine(),
            "Invalid topic: '" + topic + "' (expected its name, and partitions, as orders:0,1)");
      }
      chosen = chosen.topic(form.group(1), partitions(form.group(2)));
    }
    return chosen;
  }

  private static int[] partitions(String numbers) {
    return numbers == null
        ? new int[0]
        : Stream.of(numbers.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }
}
