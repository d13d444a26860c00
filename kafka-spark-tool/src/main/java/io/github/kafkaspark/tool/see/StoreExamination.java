package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.WriteAccess;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a store is there, and could be written, and what its clock says. */
final class StoreExamination {

  private static final String STORE = "store";

  /** What the clocks of a healthy cluster may differ by, and a slow answer takes. */
  private static final Duration APART = Duration.ofSeconds(5);

  private final OffsetStore store;
  private final Questions questions;
  private final Clock clock;

  StoreExamination(OffsetStore store, Questions questions, Clock clock) {
    this.store = store;
    this.questions = questions;
    this.clock = clock;
  }

  /** Looks at a store that has listed so many streams. */
  List<Finding> findings(int streams) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        streams == 0
            ? Finding.warning(
                STORE,
                "streams",
                "the " + store + " has no stream",
                "see that the location is right, prefix included")
            : Finding.ok(STORE, "reachable", store + ", " + Texts.count(streams, "stream")));
    findings.add(access(questions.ask(store::writeAccess)));
    findings.add(clock());
    store
        .boundToHost()
        .ifPresent(
            place ->
                findings.add(
                    Finding.ok(STORE, "host", "a driver on another host does not reach " + place)));
    return findings;
  }

  private static Finding access(Answer<WriteAccess> answer) {
    if (!answer.value().isPresent()) {
      return Finding.unknown(STORE, "rights", answer.problem().orElse(""));
    }
    WriteAccess access = answer.value().get();
    switch (access.answer()) {
      case YES:
        return Finding.ok(STORE, "rights", "this user may read and commit");
      case NO:
        return Finding.warning(
            STORE,
            "rights",
            "this user may read, not commit: " + access.why(),
            "run the commands that change a stream, and doctor, as the user of the job");
      default:
        return Finding.unknown(STORE, "rights", access.why());
    }
  }

  private Finding clock() {
    Instant before = clock.instant();
    Answer<Optional<Instant>> answer = questions.ask(store::clock);
    Duration took = Duration.between(before, clock.instant());
    if (!answer.value().isPresent()) {
      return Finding.unknown(STORE, "clock", answer.problem().orElse(""));
    }
    Optional<Instant> time = answer.value().get();
    if (!time.isPresent()) {
      return Finding.unknown(STORE, "clock", "the store has no clock of its own, or does not tell");
    }
    Duration ahead = Duration.between(before.plus(took.dividedBy(2)), time.get());
    if (ahead.abs().compareTo(APART.plus(took)) <= 0) {
      return Finding.ok(STORE, "clock", "as on this host");
    }
    return Finding.warning(
        STORE,
        "clock",
        String.format(
            "%s %s the clock of this host",
            Ages.text(ahead.abs()), ahead.isNegative() ? "behind" : "ahead of"),
        "see that NTP runs on both, as by timedatectl; ages are wrong by so much");
  }
}
