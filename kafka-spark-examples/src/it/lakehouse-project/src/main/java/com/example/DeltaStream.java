package com.example;

import static org.apache.spark.sql.functions.col;

import io.delta.exceptions.ConcurrentTransactionException;
import io.delta.tables.DeltaTable;
import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.store.SinkOffsets;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A stream's end in a Delta table, which has each of its records once. Each start claims the
 * stream: the table then skips what older drivers still write. A batch, the offsets behind it
 * and whose the topics are, are one commit of the table.
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
  private SinkOffsets kept = SinkOffsets.empty();

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
    generation = 1 + newest().map(mark -> mark.generation).orElse(0L);
    // Not a part of the table, which Delta would check for changes meanwhile.
    Dataset<Row> nothing =
        spark.createDataFrame(List.of(), spark.read().format("delta").load(path).schema());
    long version = history(1).get(0).getLong(0);
    // The claim may make Delta forget old commits, so it repeats what they say.
    write(nothing, " at least " + stands().toText() + " since version " + version);
    // No older driver can move the offsets from here on, so now they are read for good.
    commit(nothing, stands());
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
  void append(Dataset<Row> rows, OffsetRange batch) {
    if (batch.isDone(kept.offsets())) {
      return;
    }
    try {
      commit(rows, kept.after(batch));
    } catch (ConcurrentTransactionException e) {
      throw replaced(e);
    }
  }

  private void commit(Dataset<Row> rows, SinkOffsets next) {
    number++;
    Mark made = write(rows, " at " + next.toText());
    if (!next.equals(made.kept)) {
      throw new IllegalStateException(
          "Cannot go on with '" + stream + "' in " + path + ": commit " + generation + "." + number
              + " was made before, with the offsets " + made.kept + " and not " + next
              + "; claim the stream again, and start the query with what the new claim says");
    }
    kept = next;
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
    Mark newest = newest().orElseThrow(() -> forgotten("none of its commits is there"));
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

  /** The newest commit of the stream, if the table has one, or has not forgotten it. */
  private Optional<Mark> newest() {
    for (int limit = 10; ; limit *= 10) {
      List<Row> commits = history(limit);
      for (Row commit : commits) {
        Optional<Mark> mark = mark(commit);
        if (mark.isPresent()) {
          return mark;
        }
      }
      if (commits.size() < limit) {
        return Optional.empty();
      }
    }
  }

  /** Where the stream stands by the commits that the table has not forgotten. */
  private SinkOffsets stands() {
    for (int limit = 10; ; limit *= 10) {
      List<Row> commits = history(limit);
      Optional<Mark> claim = Optional.empty();
      long restored = Long.MAX_VALUE;
      for (Row commit : commits) {
        if (commit.getLong(0) > restored) {
          continue;
        }
        if ("RESTORE".equals(commit.getString(1))) {
          restored = restoredVersion(commit.getJavaMap(2));
        }
        Optional<Mark> mark = mark(commit);
        if (mark.isPresent() && mark.get().isExact()) {
          return mark.get().kept;
        }
        claim = claim.isPresent() ? claim : mark;
      }
      if (commits.size() < limit) {
        return claim.map(mark -> since(mark, commits)).orElse(SinkOffsets.empty());
      }
    }
  }

  /** What a claim repeats, if all is there that others may have written before it. */
  private SinkOffsets since(Mark claim, List<Row> commits) {
    long oldest = commits.get(commits.size() - 1).getLong(0);
    if (oldest > claim.since + 1) {
      throw forgotten("its log begins at version " + oldest);
    }
    return claim.kept;
  }

  private IllegalStateException forgotten(String how) {
    return new IllegalStateException(
        "Cannot tell where '" + stream + "' stands in " + path + ": the table has forgotten, "
            + how + "; start the stream under a new name behind what the table has, or at the"
            + " earliest record into a new table");
  }

  private Optional<Mark> mark(Row commit) {
    Matcher matcher =
        Pattern.compile(Pattern.quote(stream) + Mark.REST)
            .matcher(String.valueOf(commit.getString(3)));
    return matcher.matches() ? Optional.of(new Mark(matcher)) : Optional.empty();
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

    static final String REST =
        " (\\d+)\\.(\\d+) by (\\S+) at (?:least )?(\\{.*})(?: since version (\\d+))?";

    final long generation;
    final long number;
    final String writer;
    final SinkOffsets kept;

    /** The version that a claim has looked at; -1 for what an owner says. */
    final long since;

    Mark(Matcher matcher) {
      generation = Long.parseLong(matcher.group(1));
      number = Long.parseLong(matcher.group(2));
      writer = matcher.group(3);
      kept = SinkOffsets.fromText(matcher.group(4));
      since = matcher.group(5) == null ? -1 : Long.parseLong(matcher.group(5));
    }

    boolean isExact() {
      return since < 0;
    }
  }
}
