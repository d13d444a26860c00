package io.github.kafkaspark.jobs.stream;

import io.github.kafkaspark.jobs.api.StreamHealth;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * What can be said of a stream's health, from its commits and its lag. Ages are by this host's
 * clock, from when this service has seen what it speaks of, since the driver's clock may differ.
 *
 * <pre>
 * store or brokers away, gone, or another host's      UNKNOWN
 * no run goes on, nothing is committed                NEW
 * no run goes on                                      STOPPED
 * run goes on, and has not claimed the stream yet     UNKNOWN
 * run goes on, had the stream, another one claimed it FENCED
 * run owns it, nothing to read                        IDLE
 * run owns it, has committed no batch yet             UNKNOWN
 * run owns it, has committed lately                   MOVING
 * run owns it, nothing committed for a minute         LATE
 * </pre>
 */
final class HealthRules {

  static final Duration LATE_AFTER = Duration.ofMinutes(1);

  private static final String NO_BATCH =
      "the run has claimed the stream, and committed no batch yet";

  /** What is said, and what it is based on. */
  record Finding(StreamHealth health, String why) {}

  private final Set<String> owners = new LinkedHashSet<>();
  private long generation;
  private long sequence;

  /** Since when the newest commit is the newest, and records wait; null if none do. */
  private Instant behindSince;

  Finding judge(
      Look look,
      List<RunningApplication> runs,
      Instant now,
      Function<String, OptionalLong> generationOf) {
    remember(look, runs, now);
    OffsetCommit commit = look.commit();
    if (commit == null) {
      return withoutCommit(look, runs);
    }
    if (runs.isEmpty()) {
      return stopped(look, now);
    }
    String owner = commit.provenance().applicationId().orElse("");
    if (runs.stream().noneMatch(run -> owner.equals(run.application()))) {
      return ownedByAnother(look, runs, generationOf);
    }
    return look.trouble() != null
        ? new Finding(StreamHealth.UNKNOWN, look.trouble())
        : owned(look, now);
  }

  private void remember(Look look, List<RunningApplication> runs, Instant now) {
    owners.removeIf(owner -> runs.stream().noneMatch(run -> owner.equals(run.application())));
    OffsetCommit commit = look.commit();
    if (commit == null) {
      return;
    }
    if (commit.generation() != generation || commit.sequence() != sequence) {
      generation = commit.generation();
      sequence = commit.sequence();
      behindSince = null;
    }
    boolean isBehind = look.lag() != null && look.lag().total() != null && look.lag().total() > 0;
    behindSince = !isBehind ? null : behindSince == null ? now : behindSince;
    commit
        .provenance()
        .applicationId()
        .filter(owner -> runs.stream().anyMatch(run -> owner.equals(run.application())))
        .ifPresent(owners::add);
  }

  private static Finding withoutCommit(Look look, List<RunningApplication> runs) {
    if (look.trouble() != null) {
      return new Finding(StreamHealth.UNKNOWN, look.trouble());
    }
    return runs.isEmpty()
        ? new Finding(StreamHealth.NEW, "nothing is stored for the stream yet" + bound(look))
        : new Finding(
            StreamHealth.UNKNOWN,
            "the run has not claimed the stream yet; nothing is stored" + bound(look));
  }

  private Finding stopped(Look look, Instant now) {
    String last =
        String.format(
            "no run of this service goes on; the newest commit is of %s",
            application(look.commit()));
    Duration age = Duration.between(look.commit().provenance().time(), now);
    String outside =
        age.compareTo(LATE_AFTER) < 0 ? ", which has committed " + seconds(age) + " ago" : "";
    String trouble = look.trouble() == null ? "" : "; " + look.trouble();
    return new Finding(StreamHealth.STOPPED, last + outside + trouble);
  }

  private Finding ownedByAnother(
      Look look, List<RunningApplication> runs, Function<String, OptionalLong> generationOf) {
    for (RunningApplication run : runs) {
      String application = run.application();
      if (application != null
          && (owners.contains(application)
              || generationOf.apply(application).orElse(Long.MAX_VALUE)
                  < look.commit().generation())) {
        return new Finding(
            StreamHealth.FENCED,
            application(look.commit())
                + " has claimed the stream, generation "
                + look.commit().generation()
                + "; "
                + application
                + " can commit nothing any more");
      }
    }
    if (runs.stream().allMatch(run -> run.application() == null)) {
      return new Finding(StreamHealth.UNKNOWN, "the run has no application id yet");
    }
    return new Finding(
        StreamHealth.UNKNOWN, "the run has not claimed the stream yet" + bound(look));
  }

  private static String bound(Look look) {
    return look.boundTo() == null
        ? ""
        : "; the store is "
            + look.boundTo()
            + " on this host, so what a driver of another host commits is not visible from here";
  }

  private Finding owned(Look look, Instant now) {
    Long lag = look.lag().total();
    long lost = look.lag().lost();
    if (look.commit().offsets().isEmpty()) {
      return new Finding(StreamHealth.UNKNOWN, NO_BATCH);
    }
    if (lag == null) {
      return new Finding(
          StreamHealth.UNKNOWN,
          "a committed partition does not exist, or this service may not describe its topic");
    }
    String gone =
        lost == 0 ? "" : String.format(Locale.ROOT, "; %,d of them were deleted unread", lost);
    if (lag == 0) {
      return new Finding(StreamHealth.IDLE, "all that the topics have is committed");
    }
    Duration still = Duration.between(behindSince, now);
    if (still.compareTo(LATE_AFTER) >= 0) {
      return new Finding(
          StreamHealth.LATE,
          String.format(
              Locale.ROOT,
              "nothing was committed for %s, and %s%s: a long batch, or a query that does not go on",
              seconds(still),
              waiting(lag),
              gone));
    }
    if (look.commit().kind() != NewCommit.Kind.BATCH) {
      return new Finding(StreamHealth.UNKNOWN, NO_BATCH);
    }
    return new Finding(StreamHealth.MOVING, "the run commits; " + waiting(lag) + gone);
  }

  private static String waiting(long lag) {
    return lag == 1 ? "1 record waits" : String.format(Locale.ROOT, "%,d records wait", lag);
  }

  private static String application(OffsetCommit commit) {
    return commit
        .provenance()
        .applicationId()
        .map(id -> "application " + id)
        .orElseGet(() -> "process " + commit.provenance().writer());
  }

  private static String seconds(Duration duration) {
    return Math.max(0, duration.toSeconds()) + " s";
  }
}
