package io.github.kafkaspark.offsets;

import java.util.Set;

/** Says of a query that its checkpoint is of one that read other topics. */
final class OtherCheckpoint {

  private OtherCheckpoint() {}

  /** What the query has, after its name. */
  static String text(Set<String> topics) {
    return "has the checkpoint of a query that read other topics: "
        + topics
        + ", which its sources do not select; start it with a new checkpoint, and it begins where the "
        + "stream is stored, or with its own; failOnDataLoss=false is no way out: it reads from their "
        + "earliest records the topics that the checkpoint lacks";
  }
}
