package io.github.kafkaspark.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** How queries have ended, and why it was not well, if it was not. Immutable. */
public final class StopOutcome {

  /**
   * Of several the worst counts. Ordered from good to bad. A later version may have more of them,
   * so a {@code switch} needs a default.
   */
  public enum Kind {
    /**
     * Every query was stopped between two batches, and every hook has run. Exit status 0. Spark
     * cancels a batch that begins in the same instant, and reads it again after a restart; the
     * outcome does not tell.
     */
    COMPLETE(0),

    /** Every query was stopped between two batches; a hook threw or hung. Exit status 4. */
    HOOK_FAILED(4),

    /** A batch still ran at the limit and was cut; Spark reads it again. Exit status 3. */
    BATCH_CUT(3),

    /** A query has failed; the others were stopped as if asked. Exit status 1. */
    QUERY_FAILED(1);

    private final int exitStatus;

    Kind(int exitStatus) {
      this.exitStatus = exitStatus;
    }
  }

  static final StopOutcome COMPLETE =
      new StopOutcome(Kind.COMPLETE, Optional.empty(), Collections.emptyList());

  private final Kind kind;
  private final Optional<Throwable> failure;
  private final List<String> problems;

  private StopOutcome(Kind kind, Optional<Throwable> failure, List<String> problems) {
    this.kind = kind;
    this.failure = failure;
    this.problems = problems;
  }

  /**
   * Something that was not well.
   *
   * @param problem what happened, in words that need no failure beside them
   */
  static StopOutcome of(Kind kind, String problem) {
    return new StopOutcome(
        kind, Optional.of(new IllegalStateException(problem)), Collections.singletonList(problem));
  }

  /** Somebody's failure; {@code problem} says whose. */
  static StopOutcome of(Kind kind, String problem, Throwable failure) {
    return new StopOutcome(
        kind,
        Optional.of(failure),
        Collections.singletonList(problem + ": " + firstLine(innermost(failure))));
  }

  /** The worst of all that happened. */
  public Kind kind() {
    return kind;
  }

  /** The status that the process should exit with; after a signal the library sees to it. */
  public int exitStatus() {
    return kind.exitStatus;
  }

  /**
   * The failure of the first query or hook that ended as {@link #kind()} says: Spark's exception of
   * a query that failed, what a hook has thrown, or an exception that says what took too long.
   * Empty if and only if all is complete.
   */
  public Optional<Throwable> failure() {
    return failure;
  }

  StopOutcome and(StopOutcome other) {
    StopOutcome worst = kind.compareTo(other.kind) >= 0 ? this : other;
    List<String> all = new ArrayList<>(problems);
    all.addAll(other.problems);
    return new StopOutcome(worst.kind, worst.failure, all);
  }

  private static Throwable innermost(Throwable failure) {
    Throwable inner = failure;
    for (int depth = 0; inner.getCause() != null && depth < 20; depth++) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static String firstLine(Throwable failure) {
    return failure.toString().split("\\R", 2)[0];
  }

  /** The kind and, in a line, all that was not well. */
  @Override
  public String toString() {
    return kind + (problems.isEmpty() ? "" : ": " + String.join("; ", problems));
  }
}
