package com.example;

import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.store.SinkOffsets;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A stream's end in an Iceberg table, which has each of its records once. A batch, the offsets
 * behind it and whose the topics are, are one snapshot, made on a branch of this driver. The main
 * branch then moves to it, which Iceberg allows only if nobody has moved main in the meantime: so
 * an older driver cannot write.
 */
final class IcebergStream {

  private static final String STREAM = "kafka-stream";
  private static final String WRITER = "kafka-writer";
  private static final String OFFSETS = "kafka-offsets";
  private static final int TRIES = 10;

  private final String name;
  private final String stream;
  private final String writer = UUID.randomUUID().toString();

  /** What the table has. */
  private SinkOffsets written = SinkOffsets.empty();

  /** The same, until a source has been loaded that begins elsewhere. */
  private SinkOffsets kept = SinkOffsets.empty();

  private IcebergStream(String name, String stream) {
    this.name = name;
    this.stream = stream;
  }

  /** Claims a stream of a table that is there. The stream's name goes with the table for good. */
  static IcebergStream claim(SparkSession spark, String table, String stream) throws Exception {
    IcebergStream claimed = new IcebergStream(table, stream);
    claimed.claim(spark);
    return claimed;
  }

  private void claim(SparkSession spark) throws Exception {
    Table table = load(spark);
    if (table.currentSnapshot() == null) {
      table.newAppend().commit();
    }
    boolean isKnown = table.properties().containsKey(known());
    if (!isKnown) {
      // Snapshots expire, properties do not.
      table.updateProperties().set(known(), "true").commit();
    }
    for (int attempt = 1; ; attempt++) {
      Snapshot main = main(table);
      SinkOffsets stands =
          newest(table, main, isKnown)
              .map(mark -> SinkOffsets.fromText(mark.get(OFFSETS)))
              .orElse(SinkOffsets.empty());
      Dataset<Row> nothing = spark.createDataFrame(List.of(), spark.table(name).schema());
      if (publish(nothing, table, main, stands)) {
        break;
      }
      requireTries(attempt);
    }
    dropOthers(table);
  }

  /** Branches that drivers before this one have left. */
  private void dropOthers(Table table) {
    for (String ref : new ArrayList<>(table.refs().keySet())) {
      if (ref.startsWith(branches()) && !ref.equals(branch())) {
        change(table, main(table), refs -> refs.removeBranch(ref));
      }
    }
  }

  /** Where a source goes on; it fails if the topic was created anew, or records are gone. */
  Resume.Fallback resume() {
    return Resume.from(StreamId.of(stream), () -> kept, begins -> kept = begins);
  }

  /** For each partition the next offset to read; empty before the first batch. */
  TopicOffsets offsets() {
    return kept.offsets();
  }

  /** Writes a batch, unless the table has it. */
  void append(Dataset<Row> rows, OffsetRange batch) throws Exception {
    if (batch.isDone(kept.offsets())) {
      return;
    }
    SinkOffsets next = kept.after(batch);
    Table table = load(rows.sparkSession());
    for (int attempt = 1; ; attempt++) {
      Snapshot main = main(table);
      requireMine(newest(table, main, true));
      if (publish(rows, table, main, next)) {
        return;
      }
      requireTries(attempt);
    }
  }

  /** Writes behind a snapshot, then moves main there; false if main has moved on. */
  private boolean publish(Dataset<Row> rows, Table table, Snapshot main, SinkOffsets next)
      throws Exception {
    boolean isNew = !table.refs().containsKey(branch());
    if (!change(
        table,
        main,
        refs -> {
          if (isNew) {
            refs.createBranch(branch(), main.snapshotId());
          } else {
            refs.replaceBranch(branch(), main.snapshotId());
          }
        })) {
      return false;
    }
    if (isNew) {
      // Another thread may have let the session keep the table as it was before.
      rows.sparkSession().sql("REFRESH TABLE " + name);
    }
    rows.writeTo(name + ".`branch_" + branch() + "`")
        .option("snapshot-property." + STREAM, stream)
        .option("snapshot-property." + WRITER, writer)
        .option("snapshot-property." + OFFSETS, next.toText())
        .append();
    if (!isBehind(table, main)
        || !change(
            table, main, refs -> refs.fastForwardBranch(SnapshotRef.MAIN_BRANCH, branch()))) {
      return false;
    }
    written = next;
    kept = next;
    return true;
  }

  /** If a claim has dropped the branch, Iceberg has made it again behind the main of then. */
  private boolean isBehind(Table table, Snapshot main) {
    table.refresh();
    Snapshot made = table.snapshot(branch());
    return made != null && Objects.equals(made.parentId(), main.snapshotId());
  }

  /** Changes branches as long as main is there; Iceberg refuses a change of what was not newest. */
  private boolean change(Table table, Snapshot main, Consumer<ManageSnapshots> change) {
    for (int attempt = 1; main(table).snapshotId() == main.snapshotId(); attempt++) {
      try {
        ManageSnapshots refs = table.manageSnapshots();
        change.accept(refs);
        refs.commit();
        return true;
      } catch (CommitFailedException e) {
        // Somebody else's commit, to another branch if main stays.
        if (attempt == TRIES) {
          throw e;
        }
      }
    }
    return false;
  }

  private void requireMine(Optional<Map<String, String>> newest) {
    if (!newest.isPresent() || !newest.get().get(WRITER).equals(writer)) {
      throw new IllegalStateException(
          "Cannot write to '" + stream + "' in " + name + ": another driver has claimed it; leave"
              + " it to that one, or stop it and start this query again");
    }
    if (!written.equals(SinkOffsets.fromText(newest.get().get(OFFSETS)))) {
      throw new IllegalStateException(
          "Cannot go on with '" + stream + "' in " + name + ": the table stands at "
              + newest.get().get(OFFSETS) + ", and this driver at " + written
              + "; claim the stream again, and start the query with what the new claim says");
    }
  }

  /** What the newest snapshot of the stream says, or none if the table has never had one. */
  private Optional<Map<String, String>> newest(Table table, Snapshot main, boolean isKnown) {
    Snapshot oldest = main;
    for (Snapshot ancestor : SnapshotUtil.ancestorsOf(main.snapshotId(), table::snapshot)) {
      if (stream.equals(ancestor.summary().get(STREAM))) {
        return Optional.of(ancestor.summary());
      }
      oldest = ancestor;
    }
    if (isKnown && oldest.parentId() != null) {
      throw new IllegalStateException(
          "Cannot tell where '" + stream + "' stands in " + name + ": snapshots before "
              + oldest.snapshotId() + " have expired, and none of the others is the stream's; start"
              + " the stream under a new name behind what the table has, or at the earliest record"
              + " into a new table");
    }
    return Optional.empty();
  }

  private void requireTries(int attempt) {
    if (attempt == TRIES) {
      throw new IllegalStateException(
          "Cannot write to '" + stream + "' in " + name + ": others moved the table's main branch "
              + TRIES + " times meanwhile; let them write less often, or to a table of their own");
    }
  }

  private String known() {
    return "kafka-stream." + stream;
  }

  private String branches() {
    return "kafka_" + stream + "_";
  }

  private String branch() {
    return branches() + writer;
  }

  private Table load(SparkSession spark) throws Exception {
    return Spark3Util.loadIcebergTable(spark, name);
  }

  private static Snapshot main(Table table) {
    table.refresh();
    return table.currentSnapshot();
  }
}
