package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.output.Cell;
import io.github.kafkaspark.tool.output.Json;
import io.github.kafkaspark.tool.output.Table;
import java.time.Clock;
import java.time.Duration;

/** A commit for people, and for programs. */
final class CommitTexts {

  private CommitTexts() {}

  /** How old it is, by the clocks of its writer and of this host. */
  static String age(OffsetCommit commit, Clock clock) {
    Duration age = Duration.between(commit.provenance().time(), clock.instant());
    if (age.isNegative()) {
      return "in the future";
    }
    return Texts.of(rounded(age)) + " ago";
  }

  /** Nobody wants to know the seconds of a day. */
  private static Duration rounded(Duration age) {
    if (age.toDays() > 0) {
      return Duration.ofHours(age.toHours());
    }
    return age.toHours() > 0
        ? Duration.ofMinutes(age.toMinutes())
        : Duration.ofSeconds(age.toMillis() / 1_000);
  }

  /** Whether somebody may still write. */
  static String owner(OffsetCommit commit) {
    return commit.provenance().isClosed()
        ? "none: the writer has ended in order"
        : "the writer, unless it has died";
  }

  /** A line for each partition. */
  static Table table(TopicOffsets offsets) {
    Table table = new Table().text("topic").number("partition").number("next offset");
    offsets
        .asMap()
        .forEach(
            (partition, offset) ->
                table.row(
                    Cell.of(partition.topic()), Cell.of(partition.partition()), Cell.of(offset)));
    return table;
  }

  /** All of it but the offsets, and whose they are. */
  static Json json(OffsetCommit commit) {
    Provenance by = commit.provenance();
    return Json.object()
        .put("stream", commit.stream())
        .put("generation", commit.generation())
        .put("sequence", commit.sequence())
        .put("kind", commit.kind())
        .put("time", by.time())
        .put("writer", by.writer())
        .put("application", by.applicationId())
        .put("query", by.queryId())
        .put("batch", by.batchId())
        .put("closed", by.isClosed());
  }

  /** The same fields for a stream of which nothing is known. */
  static Json jsonOfNone(StreamId stream) {
    return Json.object()
        .put("stream", stream)
        .put("generation", null)
        .put("sequence", null)
        .put("kind", null)
        .put("time", null)
        .put("writer", null)
        .put("application", null)
        .put("query", null)
        .put("batch", null)
        .put("closed", null);
  }
}
