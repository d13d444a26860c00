package io.github.kafkaspark.offsets.checkpoint;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Finds in a checkpoint the exact range of the batch that its query runs. */
final class BatchReader {

  private final CheckpointFiles files;
  private final CheckpointReader reader;
  private final String query;
  private final long id;
  private TopicOffsets start;
  private TopicOffsets end;

  private BatchReader(CheckpointFiles files, String query, long id) {
    this.files = files;
    this.reader = new CheckpointReader(files);
    this.query = query;
    this.id = id;
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if there is no checkpoint
   * @throws IllegalStateException if it does not tell the range, or is another query's
   */
  static BatchReader read(CheckpointFiles files, String query, long id) {
    BatchReader found = new BatchReader(files, query, id);
    try {
      found.read();
      return found;
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read checkpoint " + files + ": " + e.getMessage(), e);
    }
  }

  private void read() throws IOException {
    reader.requireCheckpoint();
    Optional<String> owner = reader.queryId();
    if (!owner.isPresent() || !owner.get().equals(query)) {
      throw cannot(
          owner.isPresent()
              ? "it is of query " + owner.get()
              : "it does not say of which query it is",
          "name the folder that this query has as checkpointLocation");
    }
    SourceLines last =
        reader
            .batch(id)
            .orElseThrow(
                () ->
                    cannot(
                        "offsets/" + id + " is not there, or damaged",
                        "name the folder that this query has as checkpointLocation, not a copy"));
    if (reader.isReadableEnd(id)) {
      throw cannot(
          "in it the batch is done, which runs now",
          "name the folder that this query has as checkpointLocation, not a copy, and let no other "
              + "driver run the query");
    }
    if (last.kafkaSources() == 0) {
      throw cannot(
          "the query reads no Kafka source", "ask for the range of a query that reads Kafka");
    }
    start = id == 0 ? begun() : places(before());
    end = places(last);
  }

  TopicOffsets start() {
    return start;
  }

  TopicOffsets end() {
    return end;
  }

  private SourceLines before() throws IOException {
    return reader
        .batch(id - 1)
        .orElseThrow(
            () ->
                cannot(
                    "offsets/" + (id - 1) + ", where it begins, is not there, or damaged",
                    "start the query with a new checkpoint, and its source where the rows end"));
  }

  private TopicOffsets begun() throws IOException {
    List<TopicOffsets> starts = reader.starts();
    if (starts.isEmpty()) {
      throw cannot(
          "sources/, where it begins, has no Kafka source, or is damaged",
          "start the query with a new checkpoint, and its source where the rows end");
    }
    return one(starts, true);
  }

  /** Where the sources are at the end of a batch; one that has given nothing is where it began. */
  private TopicOffsets places(SourceLines lines) throws IOException {
    TopicOffsets said = one(lines.each(), true);
    if (!lines.hasGaps()) {
      return said;
    }
    List<TopicOffsets> starts = reader.starts();
    boolean isOfAnotherKind = starts.size() <= lines.kafkaSources();
    return isOfAnotherKind ? said : one(starts, false).merge(said);
  }

  /** One offset cannot say of two readers of a partition where each of them is. */
  private TopicOffsets one(List<TopicOffsets> all, boolean mayAgree) {
    Map<TopicPartition, Long> one = new HashMap<>();
    for (TopicOffsets each : all) {
      each.asMap()
          .forEach(
              (partition, offset) -> {
                Long other = one.put(partition, offset);
                if (other != null && !(mayAgree && other.equals(offset))) {
                  throw cannot(
                      "two of the query's sources read "
                          + partition
                          + ", and not to the same place",
                      "read each topic by one source, or write each source by a query of its own");
                }
              });
    }
    return TopicOffsets.of(one);
  }

  private IllegalStateException cannot(String why, String wayOut) {
    return new IllegalStateException(
        String.format(
            "Cannot tell the range of batch %d of query %s by checkpoint %s: %s; %s",
            id, query, files, why, wayOut));
  }
}
