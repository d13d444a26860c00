package io.github.kafkaspark.offsets;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** One run of a query, as far as its stream has to know. Few of its calls wait. */
interface RunningQuery {

  /** The query's id, for messages. */
  String id();

  boolean isActive();

  /** Whether it has ended without a failure; false if that is not known. */
  default boolean hasEndedInOrder() {
    return false;
  }

  /** The newest report of the query, whether or not the listener has seen it; null if none. */
  ProgressOffsets lastProgress();

  /** The oldest report of the run that Spark still has; null if none. */
  ProgressOffsets firstProgress();

  /** The reports of the run that Spark still has, the oldest first; empty if it keeps none. */
  default List<ProgressOffsets> recentProgress() {
    return Collections.emptyList();
  }

  /**
   * Looks at the log of the file sink that writes this folder; the only call beside {@link #stop}
   * that waits.
   */
  default FileSinkLog sinkLog(String folder) throws IOException {
    return FileSinkLog.read(new Configuration(), folder);
  }

  /** The offsets of a report that the listener was told; the same for all who ask. */
  ProgressOffsets offsetsOf(StreamingQueryProgress progress);

  /** Where the run began, if it has failed; empty if it has not, or the failure does not tell. */
  Optional<ProgressOffsets> failedAt();

  /** Whether it runs, has reported nothing and never will: no Spark reports continuous progress. */
  boolean isSilent();

  /** Stops the query, which may take as long as its batch. */
  void stop() throws Exception;
}
