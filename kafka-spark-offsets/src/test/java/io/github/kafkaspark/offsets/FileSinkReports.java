package io.github.kafkaspark.offsets;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import org.apache.spark.sql.streaming.SinkProgress;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** What a run reports that writes files, and the log of its folder. */
final class FileSinkReports {

  /** When the first batch of the run was triggered. */
  static final Instant BEGUN = Instant.parse("2026-05-01T12:00:00.500Z");

  private final Path folder;
  private final UUID run;

  FileSinkReports(Path folder, UUID run) {
    this.folder = folder;
    this.run = run;
  }

  /** A batch of the one partition of topic t. */
  StreamingQueryProgress batch(long batch, Instant begun, Long start, long end, long rows) {
    SourceProgress source =
        Progress.kafka(
            start == null ? null : RecorderFixture.at(start).toJson(),
            RecorderFixture.at(end).toJson());
    when(source.numInputRows()).thenReturn(rows);
    SinkProgress sink = mock(SinkProgress.class);
    when(sink.description()).thenReturn("FileSink[" + folder + "]");
    StreamingQueryProgress progress = Progress.of(run, batch, source);
    when(progress.sink()).thenReturn(sink);
    when(progress.timestamp()).thenReturn(begun.toString());
    when(progress.name()).thenReturn(RecorderFixture.STREAM.name());
    return progress;
  }

  /** The folder has an entry that was written so long after the first batch was triggered. */
  void entry(String name, long secondsAfterBegun) throws IOException {
    Path log = Files.createDirectories(folder.resolve("_spark_metadata"));
    Path file = Files.createFile(log.resolve(name));
    Path unused =
        Files.setLastModifiedTime(file, FileTime.from(BEGUN.plusSeconds(secondsAfterBegun)));
  }
}
