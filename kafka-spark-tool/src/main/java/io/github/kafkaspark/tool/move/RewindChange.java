package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.move.Fence;
import io.github.kafkaspark.offsets.move.RewindLine;
import io.github.kafkaspark.offsets.move.RewindPlan;
import io.github.kafkaspark.offsets.move.StreamOwner;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.tool.output.Cell;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Style;
import io.github.kafkaspark.tool.output.Table;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The plan of a rewind. */
final class RewindChange implements Change {

  private final String verb;
  private static final String UNKNOWN = "a writer that nobody knows";
  private static final String OVERWRITTEN =
      "Where it stood, and who owns it, the other program has written over";

  private final RewindPlan plan;

  /**
   * @param verb what is done to the stream, such as {@code rewind}
   */
  RewindChange(String verb, RewindPlan plan) {
    this.verb = verb;
    this.plan = plan;
  }

  @Override
  public String what() {
    return verb + " '" + plan.stream() + "'";
  }

  @Override
  public void describe(Console console) {
    console.say(plan.toString());
    console.say(
        plan.commit()
                .map(
                    commit ->
                        String.format(
                            Locale.ROOT,
                            "It stands at generation %d, sequence %d, a %s",
                            commit.generation(),
                            commit.sequence(),
                            commit.kind()))
                .orElse(plan.needsFence() ? OVERWRITTEN : "It is not stored yet")
            + plan.owner().map(owner -> "; owner " + owner).orElse(""));
    console.say("");
    console.say(table());
    console.say("");
    if (!plan.overruled().isPresent()) {
      console.say(
          "Start the query with a new checkpoint folder: under one that it has begun with, Spark"
              + " looks at no offsets.");
    }
  }

  private Table table() {
    Table table =
        new Table()
            .text("partition")
            .number("from")
            .number("to")
            .number("first")
            .number("end")
            .number("read again")
            .number("skipped")
            .number("gone")
            .text("note");
    for (RewindLine line : plan.lines()) {
      table.row(
          Cell.of(line.partition().toString()),
          Cell.of(line.from()),
          Cell.of(line.to()),
          Cell.of(line.first()),
          Cell.of(line.end()),
          cost(line.readAgain(), Style.PLAIN),
          cost(line.skipped(), Style.WARN),
          cost(line.gone(), Style.BAD),
          Cell.of(line.note().orElse("")));
    }
    return table;
  }

  private static Cell cost(OptionalLong records, Style style) {
    if (!records.isPresent()) {
      return Cell.of("?").in(Style.WARN);
    }
    return Cell.of(records).in(records.getAsLong() == 0 ? Style.DIM : style);
  }

  @Override
  public String toJson() {
    return plan.toJson();
  }

  @Override
  public Optional<String> refusal() {
    return plan.overruled();
  }

  @Override
  public List<String> living() {
    return plan.needsFence()
        ? Collections.singletonList(plan.owner().map(StreamOwner::toString).orElse(UNKNOWN))
        : Collections.emptyList();
  }

  @Override
  public Optional<OffsetCommit> execute(Fence fence) {
    return Optional.of(plan.execute(fence));
  }
}
