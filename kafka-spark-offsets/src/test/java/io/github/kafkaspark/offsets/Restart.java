package io.github.kafkaspark.offsets;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The rows of the tables in docs/restart.md. Each has a test that {@link Shows} it, and {@link
 * DocsRestartTest} compares the page with them.
 */
enum Restart {
  OVERRULED(
      "yes",
      "another place",
      "where the checkpoint says: Spark then looks at no starting offsets. The first batch shows it: a "
          + "warning says so, and the store follows"),
  NOT_STORED(
      "yes",
      "nothing",
      "where the checkpoint says. The first batch corrects what `firstTime(…)` gave; until then"
          + " [keep the checkpoint](#a-checkpoint-and-an-empty-store)"),
  NAMED(
      "yes, and the start [names it](resume.md#name-the-checkpoint)",
      "any place or nothing",
      "where the checkpoint says. The store has that place before Spark gets the source"),
  REWIND(
      "yes",
      "a place that somebody has moved the stream to on purpose (kind REWIND)",
      "not at all: the load is refused if it names the checkpoint, else the tracker stops the query at its "
          + "first report. With a new checkpoint: where the store says"),
  UNFINISHED_BATCH(
      "yes, its newest batch is not done",
      "any place",
      "with that batch once more, and the very same records in it"),
  BACKUP(
      "restored from a backup, older than the store",
      "yes",
      "where the backup stands: what was read since then is read again. A warning says so, and the "
          + "store goes back with it. To go on where the store is, start with a new checkpoint"),
  SOURCES_LEFT(
      "only its folder `sources/` is left",
      "yes",
      "where the query began when it was new, since Spark looks there before anywhere else: all is read "
          + "again, and the store follows. Delete the whole folder"),
  OTHER_TOPICS(
      "of a query that has read other topics",
      "yes",
      "not at all: Spark fails, and the [stream's status](#a-checkpoint-of-other-topics) says why. "
          + "With a new checkpoint: where the store says"),
  OTHER_SOURCES(
      "of a query with another number of sources",
      "yes",
      "not at all: Spark fails. With a new checkpoint: where the store says, and a source that is new "
          + "where its `firstTime(…)` says; see [upgrade.md](upgrade.md)"),
  STORED(
      "no",
      "yes",
      "where the store says: new partitions at their earliest record; vanished ones stay stored where the "
          + "id of their topic is known; topics that the source does not select are left alone"),
  GONE(
      "no",
      "a place that the brokers do not have",
      "where the [resume policy](resume.md#say-what-is-to-happen) says, for that partition alone; without "
          + "one the start is refused"),
  NEITHER("no", "nothing", "where `firstTime(…)` says, or `firstTimeFails()` stops the start"),

  STATE(
      "keeps state, and has a new checkpoint",
      "where the store says, without its state: a warning says so. With `stopIfStateIsLost()` it is "
          + "[stopped](#state)"),
  FILES(
      "writes files (`parquet`, `json`, `csv`, `text`, `orc`), and has a new checkpoint",
      "where the store says, with batch 0. The sink skips the batch numbers that the `_spark_metadata` "
          + "of its folder has: the tracker [sees that](#a-file-sink-that-skips), commits nothing, and "
          + "stops the query at this start and at each later one with that checkpoint. Give it a new folder "
          + "and a new checkpoint"),
  BATCH_NUMBERS(
      "has a sink of its own that counts batches (`foreach`, `foreachBatch`), and a new checkpoint",
      "where the store says, with batch 0: numbers that the sink has seen come again, with other records"),
  ONCE("`Trigger.Once`", "where the run before has ended, with its checkpoint and without"),
  AVAILABLE_NOW(
      "`Trigger.AvailableNow` (Spark 3.3 and newer)",
      "where the run before has ended, with its checkpoint and without"),
  ASYNC_CHECKPOINT(
      "`asyncProgressTrackingEnabled` (Spark 3.4 and newer), with its checkpoint",
      "where the checkpoint says, which is behind the store by up to the interval of its entries: a "
          + "warning says so, these batches are read again, and the store follows"),
  ASYNC_STORE(
      "`asyncProgressTrackingEnabled`, with a new checkpoint",
      "where the store says, which is behind the last batch that was done"),
  REAL_TIME(
      "real-time mode (Spark 4.1 and newer)",
      "where the newest batch that is done has ended, with its checkpoint and without. A batch lasts as long "
          + "as the trigger says, and what it has read is read again if the query stops in it"),
  NAMES(
      "sources with names (Spark 4.2) in another order, with "
          + "`spark.sql.streaming.offsetLog.formatVersion=2`",
      "each source where it was, by its name. With version 1, the default, Spark goes by their order"),
  CONTINUOUS(
      "continuous processing, with a new checkpoint",
      "where the query began when it was new: Spark reports no progress, so the store has nothing else");

  private final boolean isOfTheQuery;
  private final String cells;

  Restart(String... cells) {
    this.isOfTheQuery = cells.length == 2;
    this.cells = "| " + String.join(" | ", cells) + " |\n";
  }

  /** The rows about the checkpoint and the store, or those about the query. */
  static String table(boolean isOfTheQuery) {
    return Arrays.stream(values())
        .filter(row -> row.isOfTheQuery == isOfTheQuery)
        .map(row -> row.cells)
        .collect(
            Collectors.joining(
                "",
                isOfTheQuery
                    ? "| the query | it begins |\n|---|---|\n"
                    : "| checkpoint | stored | it begins |\n|---|---|---|\n",
                ""));
  }
}
