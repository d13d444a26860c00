package io.github.kafkaspark.testing.crash;

import static java.util.stream.Collectors.toSet;

import io.github.kafkaspark.TopicOffsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What the ledger knows of one life of one job. Guarded by the ledger. */
final class LedgerPage {

  /** In the order in which they came. */
  final List<Entry> entries = new ArrayList<>();

  boolean begun;

  /** Whether the job's checkpoint was deleted after the kill. */
  boolean checkpointDeleted;

  /** How many more records than those of the running batch a restart would read again. */
  long atRisk;

  /** What the driver found as it began; null until then. */
  Found before;

  /** What the driver has found last. */
  Found last;

  private List<String> arriving = new ArrayList<>();

  void held(String value) {
    arriving.add(value);
  }

  void found(TopicOffsets committed) {
    last = new Found(arriving, committed);
    arriving = new ArrayList<>();
    if (before == null) {
      before = last;
    }
  }

  /** The number of the newest batch, -1 for none. */
  long newestBatch() {
    return entries.stream().mapToLong(entry -> entry.batch).max().orElse(-1);
  }

  /** The records of the newest batch. */
  Set<Entry> lastBatch() {
    long newest = newestBatch();
    return entries.stream().filter(entry -> entry.batch == newest).collect(toSet());
  }

  /** What a job holds, and what is committed. */
  static final class Found {

    final List<String> held;
    final TopicOffsets committed;

    Found(List<String> held, TopicOffsets committed) {
      this.held = Collections.unmodifiableList(held);
      this.committed = committed;
    }

    /** The values that are there more than once. */
    List<String> twice() {
      Map<String, Integer> counts = new HashMap<>();
      List<String> twice = new ArrayList<>();
      for (String value : held) {
        if (counts.merge(value, 1, Integer::sum) == 2) {
          twice.add(value);
        }
      }
      return twice;
    }
  }

  /** A record that a task has handed on. */
  static final class Entry {

    final long batch;
    final TopicPartition partition;
    final long offset;
    final String value;

    Entry(long batch, TopicPartition partition, long offset, String value) {
      this.batch = batch;
      this.partition = partition;
      this.offset = offset;
      this.value = value;
    }

    boolean isBefore(TopicOffsets committed) {
      return offset < committed.get(partition).orElse(0);
    }

    /** No two records of a trial have the same value. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Entry && value.equals(((Entry) other).value);
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }

    @Override
    public String toString() {
      return partition + "@" + offset + " = " + value;
    }
  }
}
