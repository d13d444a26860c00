package io.github.kafkaspark.tool;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The help of a command as a page for {@code man}. */
final class ManPage {

  private final CommandSpec spec;
  private final StringBuilder text = new StringBuilder();

  ManPage(CommandLine command) {
    this.spec = command.getCommandSpec();
  }

  String text() {
    String name = spec.qualifiedName("-");
    String[] description = spec.usageMessage().description();
    text.append(".TH \"").append(name.toUpperCase(Locale.ROOT)).append("\" 1\n");
    section("NAME", name + " - " + description[0]);
    section("SYNOPSIS", synopsis());
    section("DESCRIPTION", String.join("\n\n", description));
    if (!spec.positionalParameters().isEmpty()) {
      section("ARGUMENTS", "");
      for (PositionalParamSpec each : spec.positionalParameters()) {
        entry(each.paramLabel(), each);
      }
    }
    section("OPTIONS", "");
    for (OptionSpec each : spec.options()) {
      String parameter = each.arity().max() == 0 ? "" : "=" + each.paramLabel();
      entry(String.join(", ", each.names()) + parameter, each);
    }
    if (!spec.subcommands().isEmpty()) {
      section("COMMANDS", "");
      for (CommandLine each : spec.subcommands().values()) {
        CommandSpec sub = each.getCommandSpec();
        entry(sub.name(), sub.usageMessage().description());
      }
    }
    section("EXIT STATUS", "");
    entry("0", "Done.");
    entry("1", "Refused, or failed.");
    entry("2", "The command line is wrong.");
    entry("130", "Interrupted; a line says whether something is changed.");
    if (spec.parent() != null) {
      section("SEE ALSO", spec.root().name() + "(1)");
    }
    return text.toString();
  }

  private String synopsis() {
    return new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF))
        .synopsis(0)
        .trim()
        .replaceAll("\\s*\\n\\s*", " ");
  }

  private void section(String title, String body) {
    text.append(".SH ").append(title).append('\n');
    if (!body.isEmpty()) {
      text.append(escaped(body)).append('\n');
    }
  }

  private void entry(String name, ArgSpec argument) {
    entry(name, argument.description());
  }

  private void entry(String name, String... description) {
    text.append(".TP\n.B ")
        .append(escaped(name))
        .append('\n')
        .append(escaped(String.join(" ", description)))
        .append('\n');
  }

  /** Nothing of it is a request to roff, and each hyphen can be copied. */
  private static String escaped(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("…", "...")
        .replaceAll("(?m)^([.'])", "\\\\&$1")
        .replace("\n\n", "\n.PP\n");
  }
}
