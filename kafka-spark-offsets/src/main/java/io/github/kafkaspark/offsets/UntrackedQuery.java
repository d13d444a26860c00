package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A query that reads Kafka and that no stream has the name of. */
final class UntrackedQuery {

  private static final Logger LOG = LoggerFactory.getLogger(UntrackedQuery.class);

  private UntrackedQuery() {}

  /**
   * Says so in the log, and in the status of each stream that reads what the query reads: it waits
   * for a query that may be this one, or has another query, which this one is in the way of.
   */
  static void look(StreamingQueryProgress progress, Recorder recorder) {
    if (!ProgressOffsets.readsKafka(progress) || isTheHosts(progress.name(), recorder)) {
      return;
    }
    Set<TopicPartition> partitions = ProgressOffsets.of(progress).ends().partitions();
    List<String> waiting = new ArrayList<>();
    List<Recording> concerned = new ArrayList<>();
    for (Recording recording : recorder.recordings()) {
      if (recording.reads(partitions)) {
        concerned.add(recording);
        if (recording.isWaiting()) {
          waiting.add(recording.id().name());
        }
      }
    }
    String line =
        String.format(
            "%s (id %s) reads Kafka but is not recorded: no stream has its name%s; call "
                + "queryName(stream.name()) on the query, with a stream of tracker.stream(…)",
            progress.name() == null ? "A query without a name" : "Query '" + progress.name() + "'",
            progress.id(),
            waiting.isEmpty() ? "" : ", while these wait for a query that reads this: " + waiting);
    LOG.warn("{}", line);
    concerned.forEach(recording -> recording.doubts().add(progress.id(), line));
  }

  /** Whether the host's own writer records the stream of the query's name. */
  private static boolean isTheHosts(String query, Recorder recorder) {
    try {
      return query != null && OwnClaims.isTheHosts(recorder.store(), StreamId.of(query));
    } catch (IllegalArgumentException e) {
      return false; // No stream can have that name.
    }
  }
}
