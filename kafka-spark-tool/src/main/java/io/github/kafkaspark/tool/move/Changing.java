package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.move.Fence;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.WriteAccess;
import io.github.kafkaspark.tool.options.Connections;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Json;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/**
 * The options that say whether a change is made, and whom it may replace, and the change: a mixin.
 *
 * <pre>{@code
 * @Mixin private final Connections connections;
 * @Mixin private final Changing changing;
 * …
 * return changing.change(connections, store -> new RewindChange(plan(store)));
 * }</pre>
 */
final class Changing {

  private final Console console;

  @Option(
      names = "--execute",
      description = "Makes the change. Without it, it is only told what would be changed.")
  private boolean execute;

  @Option(
      names = "--fence",
      description =
          "Replaces an owner that has not ended in order: it commits nothing from then on, and a"
              + " tracker stops its query.")
  private boolean fence;

  /** For a command that prints there. */
  Changing(Console console) {
    this.console = console;
  }

  /** Whether the change is to be made, and not only told. */
  boolean isToExecute() {
    return execute;
  }

  /**
   * Tells a change of the store's streams, and makes it if that is wanted. Control-C is answered by
   * what became of it.
   *
   * @param plan looks what would be changed, in a store that can be changed if that is wanted
   * @return the status
   */
  int change(Connections connections, Function<OffsetStore, Change> plan) {
    return change(connections, connections::look, connections::change, plan);
  }

  /**
   * The same with another store than that of {@code --store}.
   *
   * @param look opens it to look
   * @param change opens it to change it
   */
  int change(
      Connections connections,
      Supplier<OffsetStore> look,
      Supplier<OffsetStore> change,
      Function<OffsetStore, Change> plan) {
    if (!execute) {
      try (OffsetStore store = look.get()) {
        return tell(store, plan.apply(store));
      }
    }
    Interruption interruption = new Interruption(console, connections.timeout());
    return interruption.during(
        () -> {
          try (OffsetStore store = change.get()) {
            Change planned =
                connections.within(
                    "looking what is to be changed in the " + store, () -> plan.apply(store));
            return make(connections, interruption, planned);
          }
        });
  }

  private int tell(OffsetStore store, Change change) {
    Optional<String> refusal = refusal(change);
    say(change, false, Optional.empty(), refusal);
    if (refusal.isPresent()) {
      console.fail(refusal.get());
      return 1;
    }
    WriteAccess access = store.writeAccess();
    if (access.answer() == WriteAccess.Answer.NO) {
      console.warn("this user cannot " + change.what() + ": " + access.why());
    }
    if (!console.isJson()) {
      console.say(
          "Nothing is changed; add --execute"
              + (change.living().isEmpty() ? "" : " --fence, which replaces " + owners(change)));
    }
    return 0;
  }

  private int make(Connections connections, Interruption interruption, Change change) {
    Optional<String> refusal = refusal(change);
    if (!refusal.isPresent() && !fence && !change.living().isEmpty()) {
      refusal =
          Optional.of(
              String.format(
                  "Cannot %s: %s may still own it; stop that job in order and try again, or add --fence,"
                      + " which replaces it: a tracker then stops its query",
                  change.what(), owners(change)));
    }
    if (refusal.isPresent()) {
      say(change, false, Optional.empty(), refusal);
      console.fail(refusal.get());
      return 1;
    }
    if (!console.isJson()) {
      change.describe(console);
    }
    Optional<OffsetCommit> made =
        interruption.change(
            () ->
                connections.during(
                    "changing, all or nothing",
                    () -> change.execute(fence ? Fence.OWNER : Fence.NOBODY)),
            Changing::done);
    if (console.isJson()) {
      say(change, true, made, Optional.empty());
    } else {
      console.say("Done" + done(made));
    }
    return 0;
  }

  private static Optional<String> refusal(Change change) {
    return change.refusal().map(why -> "Cannot " + change.what() + ": " + why);
  }

  private static String owners(Change change) {
    return String.join(" and ", change.living());
  }

  /** Where the stream stands now, behind "done". */
  private static String done(Optional<OffsetCommit> made) {
    return made.map(
            commit ->
                String.format(
                    Locale.ROOT,
                    ": '%s' stands at generation %d, sequence %d, a %s",
                    commit.stream(),
                    commit.generation(),
                    commit.sequence(),
                    commit.kind()))
        .orElse("");
  }

  private static Json json(OffsetCommit commit) {
    return Json.object()
        .put("stream", commit.stream())
        .put("generation", commit.generation())
        .put("sequence", commit.sequence())
        .put("kind", commit.kind())
        .put("time", commit.provenance().time());
  }

  private void say(
      Change change, boolean executed, Optional<OffsetCommit> made, Optional<String> refusal) {
    if (!console.isJson()) {
      change.describe(console);
      return;
    }
    console.say(
        Json.object()
            .putJson("plan", change.toJson())
            .put("needsFence", !change.living().isEmpty())
            .put("refusal", refusal)
            .put("executed", executed)
            .put("commit", made.map(Changing::json)));
  }
}
