package io.github.kafkaspark.offsets;

import java.util.Optional;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** One run of a query, as far as its stream has to know. No call but {@link #stop} waits. */
interface RunningQuery {

  /** The query's id, for messages. */
  String id();

  boolean isActive();

  /** The newest report of the query, whether or not the listener has seen it; null if none. */
  ProgressOffsets lastProgress();

  /** The oldest report of the run that Spark still has; null if none. */
  ProgressOffsets firstProgress();

  /** The offsets of a report that the listener was told; the same for all who ask. */
  ProgressOffsets offsetsOf(StreamingQueryProgress progress);

  /** Where the run began, if it has failed; empty if it has not, or the failure does not tell. */
  Optional<ProgressOffsets> failedAt();

  /** Whether it runs, has reported nothing and never will: no Spark reports continuous progress. */
  boolean isSilent();

  /** Stops the query, which may take as long as its batch. */
  void stop() throws Exception;
}
