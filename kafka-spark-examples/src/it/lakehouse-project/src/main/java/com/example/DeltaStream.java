package com.example;

import static org.apache.spark.sql.functions.col;

import io.delta.exceptions.ConcurrentTransactionException;
import io.delta.tables.DeltaTable;
import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicOffsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A stream's end in a Delta table, which has each of its records once. Each start claims the
 * stream: the table then skips what older drivers still write. A batch and the offsets behind it
 * are one commit of the table.
 */
final class DeltaStream {

  private static final int CLAIM_TRIES = 10;

  /** Delta skips a commit whose number is not above the last: generations are this far apart. */
  private static final long GENERATION = 1L << 32;

  private final SparkSession spark;
  private final String path;
  private final String stream;
  private final String writer = UUID.randomUUID().toString();
  private long generation;
  private long number;
  private TopicOffsets offsets = TopicOffsets.empty();

  private DeltaStream(SparkSession spark, String path, String stream) {
    this.spark = spark;
    this.path = path;
    this.stream = stream;
  }

  /** Claims a stream of a table that is there. The stream's name goes with the table for good. */
  static DeltaStream claim(SparkSession spark, String path, String stream) {
    for (int attempt = 1; ; attempt++) {
      DeltaStream claimed = new DeltaStream(spark, path, stream);
      try {
        claimed.claim();
        return claimed;
      } catch (ConcurrentTransactionException e) {
        // An older driver was quicker, and its batch counts: look again.
        if (attempt == CLAIM_TRIES) {
          throw e;
        }
      }
    }
  }

  private void claim() {
    generation = 1 + newest(mark -> true, false).map(mark -> mark.generation).orElse(0L);
    // Not a part of the table, which Delta would check for changes meanwhile.
    Dataset<Row> nothing =
        spark.createDataFrame(List.of(), spark.read().format("delta").load(path).schema());
    write(nothing, "");
    // No older driver can move the offsets from here on, so now they can be read.
    offsets =
        newest(mark -> mark.offsets != null, true)
            .map(mark -> mark.offsets)
            .orElse(TopicOffsets.empty());
    // Again in a young commit: Delta forgets old ones in a table that others keep busy.
    commit(nothing, offsets);
  }

  /** For each partition the next offset to read; empty before the first batch. */
  TopicOffsets offsets() {
    return offsets;
  }

  /** Writes a batch, unless the table has it. */
  void append(Dataset<Row> rows, OffsetRange batch) {
    if (batch.isDone(offsets)) {
      return;
    }
    try {
      commit(rows, offsets.merge(batch.end()));
    } catch (ConcurrentTransactionException e) {
      throw replaced(e);
    }
  }

  private void commit(Dataset<Row> rows, TopicOffsets next) {
    number++;
    Mark made = write(rows, " at " + next.toJson());
    if (!next.equals(made.offsets)) {
      throw new IllegalStateException(
          "Cannot go on with '" + stream + "' in " + path + ": commit " + generation + "." + number
              + " was made before, with the offsets " + made.offsets + " and not " + next
              + "; claim the stream again, and start the query with what the new claim says");
    }
    offsets = next;
  }

  /** A write that Delta skips returns as if it were done, so the table is asked whose it has. */
  private Mark write(Dataset<Row> rows, String where) {
    rows.write()
        .format("delta")
        .mode("append")
        .option("txnAppId", stream)
        .option("txnVersion", generation * GENERATION + number)
        .option("userMetadata", stream + " " + generation + "." + number + " by " + writer + where)
        .save(path);
    Mark newest = newest(mark -> true, false).orElseThrow(() -> replaced(null));
    if (!newest.writer.equals(writer) || newest.number != number) {
      throw replaced(null);
    }
    return newest;
  }

  private IllegalStateException replaced(Exception cause) {
    return new IllegalStateException(
        "Cannot write to '" + stream + "' in " + path + ": another driver has claimed it after"
            + " generation " + generation + "; leave it to that one, or stop it and start this"
            + " query again",
        cause);
  }

  /** The newest commit of the stream that fits, or none if the table has never had one. */
  private Optional<Mark> newest(Predicate<Mark> fits, boolean asRestored) {
    Pattern pattern =
        Pattern.compile(Pattern.quote(stream) + " (\\d+)\\.(\\d+) by (\\S+)(?: at (\\{.*}))?");
    for (int limit = 10; ; limit *= 10) {
      long oldest = Long.MAX_VALUE;
      long restored = Long.MAX_VALUE;
      List<Row> commits = history(limit);
      for (Row commit : commits) {
        oldest = commit.getLong(0);
        if (oldest > restored) {
          continue;
        }
        if (asRestored && "RESTORE".equals(commit.getString(1))) {
          restored = restoredVersion(commit.getJavaMap(2));
        }
        Matcher matcher = pattern.matcher(String.valueOf(commit.getString(3)));
        if (matcher.matches() && fits.test(new Mark(matcher))) {
          return Optional.of(new Mark(matcher));
        }
      }
      if (oldest == 0) {
        return Optional.empty();
      }
      if (commits.size() < limit) {
        throw new IllegalStateException(
            "Cannot tell where '" + stream + "' stands in " + path + ": the table's log begins at"
                + " version " + oldest + " and has no commit of the stream; start the stream at the"
                + " earliest record into a new table, or under a new name behind what the table"
                + " has");
      }
    }
  }

  private List<Row> history(int limit) {
    return DeltaTable.forPath(spark, path)
        .history(limit)
        .orderBy(col("version").desc())
        .select("version", "operation", "operationParameters", "userMetadata")
        .collectAsList();
  }

  private long restoredVersion(Map<String, String> parameters) {
    String version = parameters.get("version");
    if (version == null) {
      throw new IllegalStateException(
          "Cannot tell where '" + stream + "' stands in " + path + ": the table was restored to a"
              + " time (" + parameters + "); restore it to the version of that time, by number");
    }
    return Long.parseLong(version);
  }

  /** What the commits of a stream say of themselves. */
  private static final class Mark {

    final long generation;
    final long number;
    final String writer;
    final TopicOffsets offsets;

    Mark(Matcher matcher) {
      generation = Long.parseLong(matcher.group(1));
      number = Long.parseLong(matcher.group(2));
      writer = matcher.group(3);
      offsets = matcher.group(4) == null ? null : TopicOffsets.fromJson(matcher.group(4));
    }
  }
}
