package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.ResumeLine;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.options.StreamArgument;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Json;
import io.github.kafkaspark.tool.output.Refusal;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints where a stream goes on in Spark's own words. */
@Command(
    name = "start-offsets",
    description = {
      "Prints where the stream goes on as the JSON that Spark takes as startingOffsets: a job in"
          + " PySpark or SQL resumes by it, with a new checkpoint.",
      "Spark wants each partition of the topics in it, so the brokers are asked, and partitions that"
          + " are new begin at their earliest record (-2). It is refused if records that are not read"
          + " yet are gone, or the topic is another one."
    })
final class StartOffsetsCommand implements Callable<Integer> {

  /** Spark's word for the earliest record. */
  private static final long EARLIEST = -2;

  private final Console console;

  @Mixin private final Connections connections;
  @Mixin private final StreamArgument stream = new StreamArgument();

  StartOffsetsCommand(Console console) {
    this.console = console;
    this.connections = new Connections(console);
  }

  @Override
  public Integer call() {
    KafkaCluster cluster = connections.cluster();
    try (OffsetStore store = connections.look()) {
      OffsetCommit newest = stream.newest(store);
      if (newest.offsets().isEmpty()) {
        throw new Refusal(
            "Cannot tell where '"
                + newest.stream()
                + "' goes on: its newest commit has no offset; begin it as the first time");
      }
      Resume resume = Resume.from(store, newest.stream()).firstTimeFails();
      Start start =
          connections.during(
              "asking the brokers", () -> Start.of(resume, cluster, Start.topics(newest)));
      if (start.refusal.isPresent()) {
        throw new Refusal(start.refusal.get());
      }
      Map<String, Map<Integer, Long>> offsets = offsets(start);
      console.say(
          console.isJson()
              ? Json.object()
                  .put("stream", newest.stream())
                  .put("generation", newest.generation())
                  .put("sequence", newest.sequence())
                  .put("startingOffsets", offsets)
              : Json.of(offsets));
      return 0;
    }
  }

  private Map<String, Map<Integer, Long>> offsets(Start start) {
    Map<String, Map<Integer, Long>> offsets = new TreeMap<>();
    int gone = 0;
    for (ResumeLine line : start.plan.lines()) {
      if (line.end().isPresent()) {
        Long unused =
            offsets
                .computeIfAbsent(line.partition().topic(), topic -> new TreeMap<>())
                .put(line.partition().partition(), line.start().orElse(EARLIEST));
      } else {
        gone++;
      }
    }
    if (gone > 0) {
      console.warn(Texts.count(gone, "stored partition") + " that the brokers lack left out");
    }
    return offsets;
  }
}
