package io.github.kafkaspark.offsets;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.UUID;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** The first report of a query that keeps state and has a checkpoint. */
final class StatefulProgress {

  private StatefulProgress() {}

  static ProgressOffsets of(String query, UUID run) {
    String json = ClaimFixture.json(40, 50);
    StreamingQueryProgress progress = Progress.of(run, 8, Progress.kafka(json, json));
    when(progress.id()).thenReturn(UUID.fromString(query));
    when(progress.stateOperators())
        .thenReturn(new StateOperatorProgress[] {mock(StateOperatorProgress.class)});
    return ProgressOffsets.of(progress);
  }
}
