package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.options.TimeOption;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Refusal;
import io.github.kafkaspark.tool.output.ShellWords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells how far streams are behind. */
@Command(
    name = "lag",
    description = {
      "Tells how far streams are behind: the ends of their topics minus what is committed, those"
          + " first that need a look most.",
      "Without a STREAM it tells of all, within one --timeout. Offsets are counted, not records. What"
          + " the brokers do not have is unknown, not 0."
    })
final class LagCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec command;

  @Mixin private final Connections connections;

  @Parameters(paramLabel = "STREAM", description = "Streams, by the names of their queries.")
  private List<String> positional = new ArrayList<>();

  @Option(names = "--stream", paramLabel = "NAME", description = "The same as STREAM.")
  private List<String> named = new ArrayList<>();

  @Option(names = "--partitions", description = "Tells of each partition.")
  private boolean partitions;

  @Option(
      names = "--time",
      description =
          "Reads the oldest record that is not read yet, of each partition that is behind, and says"
              + " how old it is by the time in it. It takes the right to read the topics.")
  private boolean time;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description =
          "Tells it again and again, until it is stopped; brokers or a store that are away meanwhile"
              + " are an error on stderr.")
  private Duration every;

  LagCommand(Console console) {
    this.console = console;
    this.connections = new Connections(console);
  }

  @Override
  public Integer call() {
    Set<StreamId> streams = streams();
    KafkaCluster cluster = connections.cluster();
    try (OffsetStore store = connections.look()) {
      LagLook.Question question = new LagLook.Question(store, cluster, connections.timeout(), time);
      int status = tell(store, question.look(streams));
      while (every != null && isTimeAgain()) {
        status = tellAgain(store, question, streams);
      }
      return status;
    }
  }

  private Set<StreamId> streams() {
    Set<StreamId> streams = new LinkedHashSet<>();
    try {
      positional.forEach(name -> streams.add(StreamId.of(name)));
      named.forEach(name -> streams.add(StreamId.of(name)));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
    return streams;
  }

  private boolean isTimeAgain() {
    try {
      TimeUnit.NANOSECONDS.sleep(every.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int tellAgain(OffsetStore store, LagLook.Question question, Set<StreamId> streams) {
    try {
      if (!console.isJson()) {
        console.say("");
      }
      return tell(store, question.look(streams));
    } catch (OffsetStoreException | IllegalStateException | Refusal e) {
      fail(e.getMessage());
      if (console.isJson()) {
        console.say(
            new LagJson(store, console.clock().instant()).failed(ShellWords.of(e.getMessage())));
      }
      return 1;
    }
  }

  private int tell(OffsetStore store, LagLook look) {
    Instant at = console.clock().instant();
    look.problem().ifPresent(this::fail);
    boolean hasTold = !look.problem().isPresent();
    for (StreamLook each : look.streams()) {
      each.commit().problem().ifPresent(this::fail);
      hasTold &= each.commit().value().isPresent();
    }
    if (console.isJson()) {
      console.say(new LagJson(store, at).of(look));
    } else if (look.streams().isEmpty()) {
      fail("The " + store + " has no stream; check its location");
    } else if (!look.problem().isPresent() && !look.told().isEmpty()) {
      LagTexts texts = new LagTexts(console, at, time);
      if (partitions) {
        texts.sayPartitions(look);
      } else {
        texts.sayTopics(look);
      }
    }
    return hasTold && !look.streams().isEmpty() ? 0 : 1;
  }

  private void fail(String problem) {
    console.fail(Texts.line(problem));
  }
}
