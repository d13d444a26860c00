package io.github.kafkaspark.offsets.store.file;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a commit's file, {@code <generation>.<number>}: numbers count from 0, the START. */
final class CommitName implements Comparable<CommitName> {

  private static final Pattern NAME = Pattern.compile("([1-9]\\d{0,17})\\.(0|[1-9]\\d{0,17})");
  private static final Pattern TEMPORARY =
      Pattern.compile("\\.([1-9]\\d{0,17})\\.\\d{1,18}\\.[0-9a-f-]{36}\\.tmp");
  private static final Comparator<CommitName> OLDEST_FIRST =
      Comparator.comparingLong(CommitName::generation).thenComparingLong(name -> name.number);

  private final long generation;
  private final long number;

  private CommitName(long generation, long number) {
    this.generation = generation;
    this.number = number;
  }

  static CommitName of(long generation, long number) {
    return new CommitName(generation, number);
  }

  /** The name that a file has; empty for a file that is no commit. */
  static Optional<CommitName> parse(String file) {
    Matcher name = NAME.matcher(file);
    return name.matches()
        ? Optional.of(of(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))))
        : Optional.empty();
  }

  /** Whether a file is one that was to become a commit of this generation, or of one before. */
  static boolean isTemporaryUpTo(long generation, String file) {
    Matcher name = TEMPORARY.matcher(file);
    return name.matches() && Long.parseLong(name.group(1)) <= generation;
  }

  /** The newest generation of names that are newest first; 0 if there is none. */
  static long newestGeneration(List<CommitName> names) {
    return names.isEmpty() ? 0 : names.get(0).generation;
  }

  long generation() {
    return generation;
  }

  /** How many commits of the generation are before this one. */
  long number() {
    return number;
  }

  /** The name after this one in the same generation. */
  CommitName next() {
    return new CommitName(generation, number + 1);
  }

  /** A name for a file that is to get this name; never the same twice. */
  String temporary() {
    return "." + this + "." + UUID.randomUUID() + ".tmp";
  }

  /** Oldest first. */
  @Override
  public int compareTo(CommitName other) {
    return OLDEST_FIRST.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CommitName && compareTo((CommitName) other) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(generation) * 31 + Long.hashCode(number);
  }

  @Override
  public String toString() {
    return generation + "." + number;
  }
}
