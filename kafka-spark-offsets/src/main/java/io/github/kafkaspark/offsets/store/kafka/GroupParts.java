package io.github.kafkaspark.offsets.store.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Offsets in parts of which each is small enough for one request. */
final class GroupParts {

  /** One request must stay below a message of the offsets topic, of 1 MB unless set otherwise. */
  private static final int MAX_BYTES = 500_000;

  /**
   * The bytes around the names and the metadata of one partition, in the request and in the log.
   */
  private static final int BYTES_AROUND = 64;

  private GroupParts() {}

  /** At least one, in the order of the offsets. */
  static List<Map<TopicPartition, OffsetAndMetadata>> of(
      String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
    List<Map<TopicPartition, OffsetAndMetadata>> parts = new ArrayList<>();
    Map<TopicPartition, OffsetAndMetadata> part = new LinkedHashMap<>();
    int groupBytes = group.getBytes(UTF_8).length;
    int bytes = 0;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : offsets.entrySet()) {
      int more =
          groupBytes
              + entry.getKey().topic().length()
              + entry.getValue().metadata().getBytes(UTF_8).length
              + BYTES_AROUND;
      if (bytes + more > MAX_BYTES) {
        parts.add(part);
        part = new LinkedHashMap<>();
        bytes = 0;
      }
      part.put(entry.getKey(), entry.getValue());
      bytes += more;
    }
    parts.add(part);
    return parts;
  }
}
