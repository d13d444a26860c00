package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * A query with a backlog and a checkpoint of its own, which resumes its stream and is stopped at a
 * point; and what its sink has seen.
 */
final class StoppedQuery {

  /** How many records its batches have. */
  static final int BATCH = 20;

  private final StreamingQuery query;
  private final StoppedSink sink;
  private final StopPoint point;
  private final TopicOffsets start;

  private StoppedQuery(
      StreamingQuery query, StoppedSink sink, StopPoint point, TopicOffsets start) {
    this.query = query;
    this.sink = sink;
    this.point = point;
    this.start = start;
  }

  static StoppedQuery start(
      SparkSession spark,
      TrackedStream stream,
      String brokers,
      String topic,
      Path folder,
      StopPoint point)
      throws Exception {
    StoppedSink sink = StoppedSink.into(ledger(folder), point);
    StreamingQuery query =
        KafkaStreamSource.topic(topic)
            .bootstrapServers(brokers)
            .startingOffsets(stream.resume().firstTime(StartingOffsets.earliest()))
            .option("maxOffsetsPerTrigger", BATCH)
            .load(spark)
            .writeStream()
            .queryName(stream.name())
            .foreach(sink)
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .start();
    return new StoppedQuery(query, sink, point, stream.plan().get().start());
  }

  StreamingQuery query() {
    return query;
  }

  /** Empty before the first commit, which is of the topic's begin here. */
  TopicOffsets start() {
    return start;
  }

  /** Waits until it is to be stopped. */
  void awaitPoint() throws InterruptedException {
    sink.awaitPoint();
    point.delay();
  }

  /** Where it is by its own account, whether or not anybody has been told. */
  TopicOffsets reported() {
    StreamingQueryProgress last = query.lastProgress();
    return last == null ? start : ProgressOffsets.of(last).ends();
  }

  /** The sink has seen, once, what the store says is done. Returns what it has seen beyond. */
  static int requireSeen(Path folder, TopicOffsets start, TopicOffsets committed)
      throws IOException {
    List<String> seen = StoppedSink.records(ledger(folder));
    List<String> done = new ArrayList<>();
    committed
        .asMap()
        .forEach(
            (partition, end) -> {
              for (long offset = start.get(partition).orElse(0); offset < end; offset++) {
                done.add(partition.partition() + " " + offset);
              }
            });
    assertThat(seen).as("committed: %s", committed).doesNotHaveDuplicates().containsAll(done);
    return seen.size() - done.size();
  }

  static void requireNotBefore(TopicOffsets first, TopicOffsets second) {
    assertThat(second.partitions()).containsAll(first.partitions());
    assertThat(second.asMap())
        .allSatisfy(
            (partition, offset) ->
                assertThat(offset).isGreaterThanOrEqualTo(first.get(partition).orElse(0)));
  }

  private static Path ledger(Path folder) {
    return folder.resolve("ledger");
  }
}
