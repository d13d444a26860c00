package io.github.kafkaspark.offsets;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoint that Spark gives to a query of a stream's name where the host names none: a folder
 * of that name in the session's {@value #FOLDER}.
 */
final class SessionCheckpoint {

  private static final Logger LOG = LoggerFactory.getLogger(SessionCheckpoint.class);

  private static final String FOLDER = "spark.sql.streaming.checkpointLocation";
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final SparkSession spark;
  private final StreamId stream;

  SessionCheckpoint(SparkSession spark, StreamId stream) {
    this.spark = spark;
    this.stream = stream;
  }

  /** Says before the query starts if the checkpoint is of one that read other topics. */
  void warnOfOthers(BrokerOffsets brokers) {
    String folder = spark.conf().get(FOLDER, "");
    if (folder.isEmpty()) {
      return;
    }
    Set<String> topics = OtherCheckpoint.topics(offsets(folder + "/" + stream.name()), brokers);
    if (!topics.isEmpty()) {
      LOG.warn(
          "A query '{}' that is started without a checkpointLocation of its own {}",
          stream,
          OtherCheckpoint.text(topics));
    }
  }

  /** What its query has read; empty if that cannot be told, which no load fails for. */
  private TopicOffsets offsets(String location) {
    FutureTask<CheckpointOffsets> look =
        new FutureTask<>(() -> CheckpointOffsets.read(spark, location));
    Daemons.start("checkpoint", look);
    try {
      return look.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS).offsets();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Checkpoint {} is not read", location, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return TopicOffsets.empty();
  }
}
