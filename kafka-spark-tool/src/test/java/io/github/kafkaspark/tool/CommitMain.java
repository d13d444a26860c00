package io.github.kafkaspark.tool;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;

/** Commits a stream in a process that has Hadoop's jars, which this JVM has not. */
final class CommitMain {

  private CommitMain() {}

  /**
   * Commits.
   *
   * @param args the store, the stream, and its offsets as Spark writes them
   */
  public static void main(String[] args) {
    try (OffsetStore store = OffsetStores.at(args[0])) {
      Ran.commit(store, args[1], TopicOffsets.fromJson(args[2]));
    }
  }
}
