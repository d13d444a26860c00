package io.github.kafkaspark.offsets;

import static java.util.Comparator.comparing;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.TextTable;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * The status of one stream's recording, at one moment. An immutable value; its text is a line, and
 * {@link #describe} has one for each partition.
 */
public final class StreamStatus {

  private static final int MOST_ROWS = 20;

  private final StreamId stream;
  private final Health health;
  private final String reason;
  private final OffsetCommit committed;
  private final AtRisk atRisk;
  private final boolean closed;

  StreamStatus(
      StreamId stream, Health health, String reason, OffsetCommit committed, AtRisk atRisk) {
    this(stream, health, reason, committed, atRisk, false);
  }

  private StreamStatus(
      StreamId stream,
      Health health,
      String reason,
      OffsetCommit committed,
      AtRisk atRisk,
      boolean closed) {
    this.stream = stream;
    this.health = health;
    this.reason = reason;
    this.committed = committed;
    this.atRisk = atRisk;
    this.closed = closed;
  }

  StreamStatus with(Health health, String reason) {
    return new StreamStatus(stream, health, reason, committed, atRisk, closed);
  }

  StreamStatus with(AtRisk atRisk) {
    return new StreamStatus(stream, health, reason, committed, atRisk, closed);
  }

  StreamStatus closed() {
    return new StreamStatus(stream, health, reason, committed, atRisk, true);
  }

  /** The stream. */
  public StreamId stream() {
    return stream;
  }

  /** The health of the recording; of a closed one, as it was in the end. */
  public Health health() {
    return health;
  }

  /** Whether its tracker is closed, so that nothing of it is recorded any more. */
  public boolean isClosed() {
    return closed;
  }

  /** The reason why it is not healthy; empty if it is. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** The newest commit made by this tracker; empty if it has made none. */
  public Optional<OffsetCommit> committed() {
    return Optional.ofNullable(committed);
  }

  /** Those of the newest commit. */
  TopicOffsets offsets() {
    return committed == null ? TopicOffsets.empty() : committed.offsets();
  }

  /**
   * The records, at most, that the query has done and the store has not committed: a restart would
   * read them again, beside those of the running batch. They are counted by offsets, so offsets
   * that a transaction or a compaction has left empty count too; of a partition without a committed
   * offset all before its end. 0 if all that the query has reported is committed.
   */
  public long recordsAtRisk() {
    return atRisk.records;
  }

  /** The number of batches, at most, that these records are of; 0 if there are none. */
  public long batchesAtRisk() {
    return atRisk.batches;
  }

  /**
   * The time for which the oldest of these batches has been waiting for the store; zero if none is.
   * It is zero too if Spark has dropped the event of the batch: a {@code flush} finds it.
   */
  public Duration pendingFor() {
    return atRisk.since;
  }

  /** One line: the stream, its health and why, the newest commit, and what is at risk. */
  @Override
  public String toString() {
    return "'"
        + stream
        + "' "
        + (closed ? "closed, " : "")
        + health
        + (reason == null ? ", " : ": " + Texts.line(reason) + "; ")
        + newest()
        + (atRisk.records == 0 ? "" : ", " + atRisk);
  }

  private String newest() {
    if (committed == null) {
      return "not claimed yet";
    }
    int partitions = offsets().partitions().size(); // None if the stream begins at "earliest".
    return String.format(
        Locale.ROOT,
        "%s%s by generation %d, sequence %d, at %s",
        partitions == 0 ? "" : Texts.count(partitions, "partition") + " ",
        committed.kind() == NewCommit.Kind.START ? "claimed" : "committed",
        committed.generation(),
        committed.sequence(),
        committed.provenance().time());
  }

  /**
   * A table for people: the line, and for each partition what is committed and what is at risk; of
   * many partitions the 20 that have the most at risk.
   */
  public String describe() {
    TopicOffsets offsets = offsets();
    List<TopicPartition> partitions =
        new ArrayList<>(offsets.merge(atRisk.done).partitions()); // In order.
    partitions.sort(comparing((TopicPartition each) -> atRisk.in(each, offsets)).reversed());
    List<List<String>> lines = new ArrayList<>();
    lines.add(Arrays.asList("partition", "committed", "at risk", ""));
    for (TopicPartition each : partitions.subList(0, Math.min(MOST_ROWS, partitions.size()))) {
      OptionalLong next = offsets.get(each);
      lines.add(
          Arrays.asList(
              each.toString(),
              next.isPresent() ? Long.toString(next.getAsLong()) : "-",
              TextTable.number(atRisk.in(each, offsets)),
              ""));
    }
    int more = partitions.size() - MOST_ROWS;
    return partitions.isEmpty()
        ? toString()
        : this
            + "\n\n"
            + TextTable.aligned(lines)
            + (more > 0 ? "\nand " + Texts.count(more, "partition") + " more" : "");
  }
}
