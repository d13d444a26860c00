package io.github.kafkaspark.tool;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.tool.move.MoveCommands;
import io.github.kafkaspark.tool.options.CommandLineSecrets;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Refusal;
import io.github.kafkaspark.tool.see.SeeCommands;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command: reads its arguments, does what they say, and tells how it went. */
public final class Tool {

  private static final Logger LOG = LoggerFactory.getLogger(Tool.class);

  private static final int NARROWEST = 60;
  private static final int WIDEST = 100;

  private final Console console;

  /** One that prints there. */
  public Tool(Console console) {
    this.console = requireNonNull(console, "console");
  }

  /**
   * Runs one command.
   *
   * @return its exit status: 0 done, 1 refused or failed, 2 the command line is wrong
   */
  public int run(String... args) {
    CommandLine commandLine = commandLine();
    commandLine.setExecutionExceptionHandler(
        (failure, command, unused) -> {
          if (failure instanceof ParameterException) {
            return wrong((ParameterException) failure);
          }
          return failed(failure);
        });
    int status =
        Arrays.stream(args).anyMatch(CommandLineSecrets::isIn)
            ? refuseSecrets()
            : commandLine.execute(args);
    console.out().flush();
    console.err().flush();
    return status;
  }

  /** All of it, for those who describe it. */
  CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new KafkaSpark(console));
    SeeCommands.all(console).forEach(commandLine::addSubcommand);
    MoveCommands.all(console).forEach(commandLine::addSubcommand);
    return commandLine
        .setOut(console.out())
        .setErr(console.err())
        .setColorScheme(
            Help.defaultColorScheme(console.hasColours() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setUsageHelpWidth(Math.max(NARROWEST, Math.min(WIDEST, console.columns().orElse(WIDEST))))
        .setParameterExceptionHandler((wrong, args) -> wrong(wrong));
  }

  private int refuseSecrets() {
    console.fail(
        "Cannot take a password from the command line, which every user of this host can read; set"
            + " KAFKA_SPARK_STORE to the store's location, or put the option into a file and give"
            + " @FILE");
    return ExitCode.USAGE;
  }

  private int wrong(ParameterException wrong) {
    console.fail(
        String.format(
            "%s; '%s --help' says how to call it",
            text(wrong), wrong.getCommandLine().getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private static String text(ParameterException wrong) {
    String text = Texts.line(wrong.getMessage());
    if (wrong instanceof UnmatchedArgumentException) {
      return ((UnmatchedArgumentException) wrong)
          .getSuggestions().stream()
              .findFirst()
              .map(near -> text + " (did you mean '" + near + "'?)")
              .orElse(text);
    }
    return text;
  }

  private int failed(Exception failure) {
    boolean isKnown =
        failure instanceof Refusal
            || failure instanceof OffsetStoreException
            || failure instanceof IllegalStateException
            || failure instanceof IllegalArgumentException;
    console.fail(
        isKnown && failure.getMessage() != null
            ? Texts.line(failure.getMessage())
            : "Failed by " + Texts.line(failure.toString()) + "; --debug shows where");
    LOG.debug("Failed", failure);
    return ExitCode.FAILED;
  }
}
