package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.MovedStream;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What a store has of a stream: whether it can be read, and who owns it. */
final class StreamExamination {

  /** An owner that works commits more often, if there is something to do. */
  private static final Duration QUIET = Duration.ofMinutes(10);

  private static final Duration AHEAD = Duration.ofSeconds(5);

  private final Answer<OffsetCommit> commit;
  private final List<String> damage;
  private final Optional<MovedStream> moved;

  private StreamExamination(
      Answer<OffsetCommit> commit, List<String> damage, Optional<MovedStream> moved) {
    this.commit = commit;
    this.damage = damage;
    this.moved = moved;
  }

  /** Asks the store. */
  static StreamExamination of(OffsetStore store, StreamId stream) {
    Answer<OffsetCommit> commit;
    try {
      commit =
          store
              .latest(stream)
              .map(Answer::of)
              .orElseGet(() -> Answer.none("it was forgotten meanwhile"));
    } catch (RuntimeException e) {
      commit = Answer.none(Questions.reason(e));
    }
    Optional<MovedStream> moved =
        commit.value().isPresent() ? Optional.empty() : orElse(() -> store.moved(stream));
    List<String> damage =
        orElse(() -> Optional.of(store.damage(stream))).orElse(Collections.emptyList());
    return new StreamExamination(commit, damage, moved);
  }

  /** Where the store cannot say, the newest commit has said why. */
  private static <T> Optional<T> orElse(Supplier<Optional<T>> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  Optional<OffsetCommit> commit() {
    return commit.value();
  }

  /**
   * What there is to say.
   *
   * @param behind how far it is behind, as far as that is known
   */
  List<Finding> findings(StreamId stream, long behind, Instant now) {
    String name = stream.name();
    List<Finding> findings = new ArrayList<>();
    if (moved.isPresent()) {
      findings.add(
          Finding.problem(
              name,
              "format",
              "another program has moved it: " + commit.problem().orElse(""),
              "kafka-spark adopt " + Shell.word(name) + " takes it over from there"));
      return findings;
    }
    if (!commit.value().isPresent()) {
      findings.add(Finding.problem(name, "format", commit.problem().orElse(""), null));
      return findings;
    }
    OffsetCommit newest = commit.value().get();
    findings.add(
        damage.isEmpty()
            ? Finding.ok(name, "format", "generation " + place(newest) + " can be read")
            : Finding.warning(
                name,
                "format",
                "cannot be read: "
                    + String.join("; ", damage)
                    + ". Generation "
                    + place(newest)
                    + " serves in its place",
                "see why the store damages files; records behind that commit are read again"));
    findings.add(owner(name, newest, behind, now));
    return findings;
  }

  private static String place(OffsetCommit commit) {
    return String.format(Locale.ROOT, "%d, sequence %d", commit.generation(), commit.sequence());
  }

  private static Finding owner(String name, OffsetCommit commit, long behind, Instant now) {
    Provenance by = commit.provenance();
    Duration age = Duration.between(by.time(), now);
    String owner =
        by.writer()
            + by.applicationId().map(id -> ", application " + id).orElse("")
            + ", generation "
            + commit.generation();
    if (age.plus(AHEAD).isNegative()) {
      return Finding.warning(
          name,
          "clock",
          owner + ": its last commit is " + Ages.text(age.negated()) + " in the future",
          "see that NTP runs here and on the host of the writer, as by timedatectl");
    }
    String last = ", last commit " + Ages.text(age) + " ago";
    if (by.isClosed()) {
      return Finding.ok(name, "owner", "nobody; closed in order by " + owner + last);
    }
    if (behind > 0 && age.compareTo(QUIET) > 0) {
      return Finding.warning(
          name,
          "owner",
          owner + last + ", not closed, and " + Texts.count(behind, "offset") + " behind",
          "see that the job runs; if it does, its log says why it commits nothing");
    }
    return Finding.ok(name, "owner", owner + last + ", not closed");
  }
}
