package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.move.Fence;
import io.github.kafkaspark.offsets.move.StreamChange;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.tool.output.Console;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A copy, a rename, or that a stream is forgotten. */
final class StreamsChange implements Change {

  private final String verb;
  private final String effect;
  private final StreamChange change;

  /**
   * @param verb what is done to the stream, such as {@code rename}
   * @param effect what is so afterwards, a sentence for people
   */
  StreamsChange(String verb, String effect, StreamChange change) {
    this.verb = verb;
    this.effect = effect;
    this.change = change;
  }

  @Override
  public String what() {
    return verb + " '" + change.stream() + "'";
  }

  @Override
  public void describe(Console console) {
    OffsetCommit commit = change.commit();
    console.say(
        String.format(
            Locale.ROOT,
            "Stream '%s' stands at generation %d, sequence %d, a %s: %s; owner %s",
            change.stream(),
            commit.generation(),
            commit.sequence(),
            commit.kind(),
            commit.offsets(),
            change.owner()));
    console.say(effect);
  }

  @Override
  public String toJson() {
    return change.toJson();
  }

  @Override
  public Optional<String> refusal() {
    return change
        .replaced()
        .map(
            there ->
                String.format(
                    "there is a stream '%s' already, at %s; take another name by --as, or have"
                        + " kafka-spark forget that one first",
                    there.stream(), there.offsets()));
  }

  /** A copy replaces nobody, since a stream of the new name is a refusal. */
  @Override
  public List<String> living() {
    return change.needsFence() && !change.replaced().isPresent()
        ? Collections.singletonList(change.owner().toString())
        : Collections.emptyList();
  }

  @Override
  public Optional<OffsetCommit> execute(Fence fence) {
    return change.execute(fence);
  }
}
