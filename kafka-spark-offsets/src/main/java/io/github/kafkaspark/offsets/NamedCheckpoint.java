package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointState;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** The checkpoint that the host says it will start the query with. An immutable value. */
final class NamedCheckpoint {

  /** A file system that is away may take many minutes to say so. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String location;

  /** The same, as Hadoop finds it. */
  private final String address;

  /** How to read it, in Java and in Scala, as a step of a statement. */
  final String expression;

  /** It takes no configuration: Hadoop, which has those, may be missing. */
  private final Function<Optional<SparkSession>, CheckpointOffsets> look;

  /** The folder that the query's file sink writes; null if the host has named none. */
  private final String output;

  private NamedCheckpoint(
      String location,
      String address,
      String expression,
      Function<Optional<SparkSession>, CheckpointOffsets> look,
      String output) {
    this.location = location;
    this.address = address;
    this.expression = expression;
    this.look = look;
    this.output = output;
  }

  /** In a folder of this host. */
  static NamedCheckpoint in(Path folder) {
    Path whole = requireNonNull(folder, "folder").toAbsolutePath();
    return new NamedCheckpoint(
        whole.toString(),
        whole.toUri().toString(),
        "CheckpointOffsets.read(Paths.get(" + ClaimText.quoted(whole.toString()) + "))",
        unused -> CheckpointOffsets.readOrNew(whole),
        null);
  }

  /** On any file system that the session's Hadoop configuration opens. */
  static NamedCheckpoint at(String location) {
    if (requireNonNull(location, "location").trim().isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid checkpoint: '"
              + location
              + "' (expected what the query has as checkpointLocation, such as "
              + "'hdfs://namenode/checkpoints/orders')");
    }
    return new NamedCheckpoint(
        location,
        location,
        "CheckpointOffsets.read(spark, " + ClaimText.quoted(location) + ")",
        session -> CheckpointOffsets.readOrNew(configuration(session), location),
        null);
  }

  /** The same of a query whose file sink writes a folder of this host. */
  NamedCheckpoint writing(Path folder) {
    return writing(requireNonNull(folder, "output").toAbsolutePath().toUri().toString());
  }

  /** The same of a query whose file sink writes this. */
  NamedCheckpoint writing(String folder) {
    if (requireNonNull(folder, "output").trim().isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid output: '"
              + folder
              + "' (expected the folder that the query's file sink writes, such as "
              + "'hdfs://namenode/lake/orders')");
    }
    return new NamedCheckpoint(location, address, expression, look, folder);
  }

  /** What it says, if it decides where a source begins. */
  Optional<CheckpointOffsets> found(Optional<SparkSession> session) {
    CheckpointOffsets found = read(session);
    return found.state() == CheckpointState.NEW ? Optional.empty() : Optional.of(found);
  }

  private static Configuration configuration(Optional<SparkSession> session) {
    return session.isPresent()
        ? session.get().sparkContext().hadoopConfiguration()
        : new Configuration();
  }

  /**
   * Refuses a query whose file sink would skip its next batch, or has skipped one that the
   * checkpoint has as done. One that was begun and not done is run again with the same records, so
   * the sink may have it.
   *
   * @param stored the newest commit of the stream
   * @throws IllegalStateException if it would, or that cannot be seen
   */
  void requireUnseenBatch(
      StreamId stream, Optional<OffsetCommit> stored, Optional<SparkSession> session) {
    if (output == null) {
      return;
    }
    Configuration configuration = configuration(session);
    FileSinkLog log =
        within(
            "the file sink of " + output,
            () -> entries(() -> FileSinkLog.read(configuration, output)));
    CheckpointOffsets found = read(session);
    long next = found.batch().orElse(-1) + 1;
    boolean isReplay = found.state() == CheckpointState.UNFINISHED_BATCH && log.newest() == next;
    if (log.newest() >= next && !isReplay) {
      throw new IllegalStateException(
          String.format(
              "Cannot resume '%s' with checkpoint %s: it runs batch %d next, and the file sink of '%s' "
                  + "skips each batch up to %d, since its _spark_metadata has these numbers: their "
                  + "records would be lost; name and start with a new output folder, or with the "
                  + "checkpoint by which this folder was written",
              stream, location, next, output, log.newest()));
    }
    if (next > 0 && UnseenBatches.areBefore(found.offsets(), found.queryId(), stored)) {
      FileSinkLog planned =
          within(
              "checkpoint " + location,
              () -> entries(() -> FileSinkLog.planned(configuration, address)));
      requireWritten(
          stream,
          UnseenBatches.skipped(log, next, planned, stored.get().provenance().time()),
          next);
    }
  }

  private void requireWritten(StreamId stream, Optional<String> skipped, long next) {
    if (skipped.isPresent()) {
      throw new IllegalStateException(
          String.format(
              "Cannot resume '%s' with checkpoint %s: it has the batches up to %d as done, of which the "
                  + "stream knows nothing, and the file sink of '%s' has skipped some: by its "
                  + "_spark_metadata %s; name and start with a new output folder and a new checkpoint, "
                  + "and the query begins where the stream is stored; only if all records of these "
                  + "batches are written, claim the stream behind them, once, by %s",
              stream,
              location,
              next - 1,
              output,
              skipped.get(),
              ClaimText.atCheckpoint(stream, expression)));
    }
  }

  private FileSinkLog entries(Callable<FileSinkLog> look) {
    try {
      return look.call();
    } catch (Exception e) {
      throw new IllegalStateException(
          String.format(
              "Cannot see whether the file sink of '%s' skips a batch: %s; see that its file system and "
                  + "that of the checkpoint are up, and load the source again",
              output, e.getMessage()),
          e);
    }
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if there is something else in its place, or no file system
   * @throws IllegalStateException if it cannot be read
   */
  private CheckpointOffsets read(Optional<SparkSession> session) {
    return within("checkpoint " + location, () -> look.apply(session));
  }

  private static <T> T within(String what, Supplier<T> look) {
    FutureTask<T> reading = new FutureTask<>(look::get);
    Daemons.start("checkpoint", reading);
    try {
      return reading.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          String.format(
              "Cannot read %s: its file system has not answered for %s; see that it is up, "
                  + "and load the source again",
              what, Texts.of(LIMIT)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot read " + what + ": the thread is interrupted", e);
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    if (cause instanceof Error) {
      throw (Error) cause;
    }
    return (RuntimeException) cause;
  }

  @Override
  public String toString() {
    return location;
  }
}
