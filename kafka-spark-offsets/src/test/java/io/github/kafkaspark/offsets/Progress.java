package io.github.kafkaspark.offsets;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.UUID;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** Progress that a healthy Spark does not report: regressions, overruled starts, other formats. */
final class Progress {

  private Progress() {}

  static StreamingQueryProgress of(UUID run, long batch, SourceProgress... sources) {
    StreamingQueryProgress progress = mock(StreamingQueryProgress.class);
    when(progress.id()).thenReturn(new UUID(0, 1));
    when(progress.runId()).thenReturn(run);
    when(progress.batchId()).thenReturn(batch);
    when(progress.sources()).thenReturn(sources);
    return progress;
  }

  static SourceProgress kafka(String start, String end) {
    return source("KafkaV2[Subscribe[t]]", start, end);
  }

  static SourceProgress source(String description, String start, String end) {
    SourceProgress source = mock(SourceProgress.class);
    when(source.description()).thenReturn(description);
    when(source.startOffset()).thenReturn(start);
    when(source.endOffset()).thenReturn(end);
    return source;
  }
}
