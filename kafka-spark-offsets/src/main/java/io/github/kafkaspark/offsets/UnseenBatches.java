package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Batches that a query's checkpoint has as done, while the stream is stored by another query, and
 * before them: a driver that was killed may have left them, before anybody saw whether the sink has
 * written them. The folder's log has to show that.
 */
final class UnseenBatches {

  private UnseenBatches() {}

  /**
   * Whether a query goes on behind batches that nobody has seen.
   *
   * @param query Spark's id of it; empty if that is not known
   * @param begins where it begins
   * @param stored the newest commit before it was started
   */
  static boolean areBefore(
      TopicOffsets begins, Optional<String> query, Optional<OffsetCommit> stored) {
    return stored.isPresent()
        && !SkipMark.queryOf(stored).equals(query)
        && begins.asMap().entrySet().stream()
            .anyMatch(
                begin ->
                    stored.get().offsets().get(begin.getKey()).orElse(Long.MAX_VALUE)
                        < begin.getValue());
  }

  /** The same of the first report of a run; false if it cannot be read. */
  static boolean areBefore(ProgressOffsets first, Optional<OffsetCommit> stored) {
    try {
      return first.batch() > 0
          && areBefore(first.starts(), Optional.of(first.query().toString()), stored);
    } catch (RuntimeException | LinkageError e) {
      return false; // The claim says that it cannot be read.
    }
  }

  /**
   * What shows that the sink has skipped one of them: the log ends before them, or has entries from
   * before the commit, which is older than they are. Empty if it has written all.
   *
   * @param batches how many there are
   * @param stored made before the first of them
   */
  static Optional<String> skipped(FileSinkLog log, long batches, Instant stored) {
    NavigableMap<Long, Instant> entries = log.below(batches);
    if (!entries.containsKey(batches - 1)) { // The run may have written later ones by now.
      return Optional.of(
          entries.isEmpty()
              ? "it has none of them"
              : "none comes after batch " + entries.lastKey());
    }
    for (long batch : entries.keySet()) {
      if (isBefore(entries.get(batch), stored)) {
        return Optional.of("batch " + batch + " is older than what is stored");
      }
    }
    return Optional.empty();
  }

  /**
   * The same, by a checkpoint that is known: the sink writes a batch after that was planned.
   *
   * @param planned when each batch was
   */
  static Optional<String> skipped(
      FileSinkLog log, long batches, FileSinkLog planned, Instant stored) {
    if (log.newest() < batches - 1 || !log.hasClockOf(planned)) {
      return skipped(log, batches, stored);
    }
    NavigableMap<Long, Instant> known = planned.below(batches);
    for (long batch : known.keySet()) {
      Instant written = log.below(batches).get(batch);
      if (written == null || isBefore(written, known.get(batch))) {
        return Optional.of(
            "batch " + batch + (written == null ? " is gone" : " is older than the checkpoint's"));
      }
    }
    return Optional.empty();
  }

  /** Some file systems, and Java 8, know whole seconds only. */
  static boolean isBefore(Instant written, Instant other) {
    boolean isWhole = written.equals(written.truncatedTo(ChronoUnit.SECONDS));
    return written.isBefore(isWhole ? other.truncatedTo(ChronoUnit.SECONDS) : other);
  }
}
