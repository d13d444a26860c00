package io.github.kafkaspark.tool.see;

import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.options.StreamArgument;
import io.github.kafkaspark.tool.output.Cell;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Json;
import io.github.kafkaspark.tool.output.Table;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** Looks for what is wrong with a store and its streams. */
@Command(
    name = "doctor",
    description = {
      "Looks for what is wrong: the store and the rights in it, what is damaged, clocks, who owns"
          + " each stream, offsets whose records are gone, topics that are gone or created anew. All"
          + " within one --timeout; it changes nothing.",
      "A finding is ok, unknown, a warning or a problem, and the status is 1 if there is a problem."
          + " Without brokers it looks at the store alone."
    })
final class DoctorCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private final Connections connections;

  @Mixin private final StreamArgument stream = new StreamArgument();

  DoctorCommand(Console console) {
    this.console = console;
    this.connections = new Connections(console);
  }

  @Override
  public Integer call() {
    Optional<StreamId> named = stream.get();
    try (OffsetStore store = connections.look()) {
      Collection<StreamId> streams = Collections.emptyList();
      if (named.isPresent()) {
        if (!store.streams().contains(named.get())) {
          throw StreamArgument.unknown(named.get(), store);
        }
        streams = Collections.singleton(named.get());
      }
      List<Finding> findings =
          Examination.of(store, cluster(), console.clock(), connections.timeout(), streams);
      tell(store, findings);
      return count(findings, Finding.Level.PROBLEM) == 0 ? 0 : 1;
    }
  }

  /** The store may be all that is to be looked at. */
  private Optional<KafkaCluster> cluster() {
    try {
      return Optional.of(connections.cluster());
    } catch (ParameterException e) {
      if (e.getMessage().startsWith("Missing ")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void tell(OffsetStore store, List<Finding> findings) {
    long problems = count(findings, Finding.Level.PROBLEM);
    long warnings = count(findings, Finding.Level.WARNING);
    if (console.isJson()) {
      console.say(
          Json.object()
              .put("at", console.clock().instant())
              .put("store", store)
              .put("problems", problems)
              .put("warnings", warnings)
              .put("findings", findings.stream().map(DoctorCommand::json).collect(toList())));
      return;
    }
    Table table = new Table().text("").text("of").text("check").text("finding");
    for (Finding each : findings) {
      String wayOut = each.wayOut().map(way -> "\n-> " + way).orElse("");
      table.row(
          Cell.of(each.level().toString()).in(each.level().style),
          Cell.of(each.subject()),
          Cell.of(each.check()),
          Cell.of(Texts.line(each.text()) + wayOut));
    }
    console.say(table);
    console.say("");
    console.say(Texts.count(problems, "problem") + ", " + Texts.count(warnings, "warning"));
  }

  private static Json json(Finding finding) {
    return Json.object()
        .put("level", finding.level())
        .put("of", finding.subject())
        .put("check", finding.check())
        .put("text", finding.text())
        .put("wayOut", finding.wayOut());
  }

  private static long count(List<Finding> findings, Finding.Level level) {
    return findings.stream().filter(each -> each.level() == level).count();
  }
}
