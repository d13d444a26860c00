package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/** The checkpoint that the host says it will start the query with. An immutable value. */
final class NamedCheckpoint {

  /** A file system that is away may take many minutes to say so. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String location;

  /** How to read it, in Java and in Scala, as a step of a statement. */
  final String expression;

  private final Function<Configuration, CheckpointOffsets> look;

  private NamedCheckpoint(
      String location, String expression, Function<Configuration, CheckpointOffsets> look) {
    this.location = location;
    this.expression = expression;
    this.look = look;
  }

  /** In a folder of this host. */
  static NamedCheckpoint in(Path folder) {
    Path whole = requireNonNull(folder, "folder").toAbsolutePath();
    return new NamedCheckpoint(
        whole.toString(),
        "CheckpointOffsets.read(Paths.get(" + ClaimText.quoted(whole.toString()) + "))",
        configuration -> CheckpointOffsets.readOrNew(whole));
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
        "CheckpointOffsets.read(spark, " + ClaimText.quoted(location) + ")",
        configuration -> CheckpointOffsets.readOrNew(configuration, location));
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if there is something else in its place, or no file system
   * @throws IllegalStateException if it cannot be read
   */
  CheckpointOffsets read(Configuration configuration) {
    FutureTask<CheckpointOffsets> reading = new FutureTask<>(() -> look.apply(configuration));
    Daemons.start("checkpoint", reading);
    try {
      return reading.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          String.format(
              "Cannot read checkpoint %s: its file system has not answered for %s; see that it is up, "
                  + "and load the source again",
              location, Texts.of(LIMIT)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "Cannot read checkpoint " + location + ": the thread is interrupted", e);
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
