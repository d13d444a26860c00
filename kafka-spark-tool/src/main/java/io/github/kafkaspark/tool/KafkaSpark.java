package io.github.kafkaspark.tool;

import io.github.kafkaspark.tool.output.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself, and the options of all its commands. */
@Command(
    name = "kafka-spark",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    description =
        "Looks at the offsets of Spark streams that read Kafka, and moves them. Nothing changes"
            + " without --execute.",
    footer = {
      "",
      "Exit status: 0 done, 1 refused or failed, 2 the command line is wrong, 130 interrupted.",
      "An argument @FILE stands for the arguments in that file."
    })
final class KafkaSpark {

  private final Console console;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it.
  private boolean help;

  @Option(
      names = "--version",
      versionHelp = true,
      description = "Shows the versions of the command, of kafka-clients and of Java.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it.
  private boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Shows the log, and stack traces of failures.")
  @SuppressWarnings("UnusedVariable") // The program looks for it before there is a logger.
  private boolean debug;

  KafkaSpark(Console console) {
    this.console = console;
  }

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Answers with one JSON object on a line, for programs.")
  void json(boolean json) {
    if (json) {
      console.useJson();
    }
  }

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      description = "Uses no colours; nor does it if NO_COLOR is set, or off a terminal.")
  void noColor(boolean plain) {
    if (plain) {
      console.useNoColours();
    }
  }
}
