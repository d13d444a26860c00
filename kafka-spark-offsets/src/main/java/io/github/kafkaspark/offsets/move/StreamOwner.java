package io.github.kafkaspark.offsets.move;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Who has committed to a stream last, and whether that one may still go on. An immutable value. */
public final class StreamOwner {

  private final OffsetCommit commit;
  private final Instant seen;

  private StreamOwner(OffsetCommit commit, Instant seen) {
    this.commit = commit;
    this.seen = seen;
  }

  /**
   * The owner by the newest commit of its stream.
   *
   * @param seen when that was read, by the store's clock or that of this host
   * @throws NullPointerException if an argument is null
   */
  public static StreamOwner of(OffsetCommit newest, Instant seen) {
    return new StreamOwner(requireNonNull(newest, "newest"), requireNonNull(seen, "seen"));
  }

  /** A text that tells the owner's process from another. */
  public String writer() {
    return commit.provenance().writer();
  }

  /** Spark's application id of the owner; empty if it is not known. */
  public Optional<String> applicationId() {
    return commit.provenance().applicationId();
  }

  /** The number of the owner's claim. */
  public long generation() {
    return commit.generation();
  }

  /** When the owner has committed last, by its own clock. */
  public Instant lastCommit() {
    return commit.provenance().time();
  }

  /** How old the last commit was when it was read; 0 if the owner's clock is ahead. */
  public Duration age() {
    Duration age = Duration.between(lastCommit(), seen);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /**
   * Whether the owner has ended its work in order, so that nobody owns the stream now. False says
   * that it may go on: it runs, was killed, or is of a version that does not tell.
   */
  public boolean isClosed() {
    return commit.provenance().isClosed();
  }

  /** One line for people. */
  @Override
  public String toString() {
    return "'"
        + writer()
        + "'"
        + applicationId().map(id -> " (application " + id + ")").orElse("")
        + ", last commit "
        + Texts.rounded(age())
        + " ago"
        + (isClosed() ? ", closed" : ", not closed");
  }
}
