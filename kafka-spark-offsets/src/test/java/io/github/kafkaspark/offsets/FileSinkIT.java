package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;

/** Shows that docs/restart.md is right about Spark's file sink and a new checkpoint. */
class FileSinkIT extends TrackerFixture {

  private long rowsAfter(String checkpoint, Path output) throws Exception {
    TrackedStream stream = tracker.stream("files");
    StreamingQuery query =
        load(stream, topic)
            .selectExpr("cast(value as string)")
            .writeStream()
            .queryName(stream.name())
            .format("text")
            .option("checkpointLocation", folder.resolve(checkpoint).toString())
            .start(output.toString());
    query.processAllAvailable();
    query.stop();
    return spark.read().text(output.toString()).count();
  }

  @Test
  @Shows(Restart.FILES)
  void skipsTheFirstBatchesOfANewCheckpointInItsOldFolder() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    assertThat(rowsAfter("one", folder.resolve("old"))).isEqualTo(10);

    kafka.produceNumbers(topic, 10, 14);
    assertThat(rowsAfter("two", folder.resolve("old"))).as("4 are skipped").isEqualTo(10);
  }

  @Test
  void writesAllIntoANewFolder() throws Exception {
    kafka.produceNumbers(topic, 0, 10);
    assertThat(rowsAfter("one", folder.resolve("old"))).isEqualTo(10);

    kafka.produceNumbers(topic, 10, 14);
    assertThat(rowsAfter("two", folder.resolve("new"))).isEqualTo(4);
  }
}
