package io.github.kafkaspark.offsets.move;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit.Kind;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.util.Optional;

/**
 * Finds out whether a person has moved a stream on purpose, and no batch has been done since. A
 * start since then does not make that undone: its query may not have come to its first batch.
 */
public final class Rewinds {

  private Rewinds() {}

  /**
   * The commit by which the stream was moved to where it is; empty if it was not.
   *
   * @param newest what the store has
   * @throws NullPointerException if an argument is null
   * @throws OffsetStoreException if the store cannot be read
   */
  public static Optional<OffsetCommit> last(OffsetStore store, OffsetCommit newest) {
    if (newest.kind() == Kind.REWIND) {
      return Optional.of(newest);
    }
    return newest.kind() != Kind.START
        ? Optional.empty()
        : store.history(newest.stream()).stream()
            .filter(commit -> commit.kind() != Kind.START)
            .findFirst()
            .filter(commit -> commit.kind() == Kind.REWIND && isAt(newest, commit.offsets()));
  }

  private static boolean isAt(OffsetCommit start, TopicOffsets offsets) {
    return start.offsets().filter(partition -> offsets.get(partition).isPresent()).equals(offsets);
  }
}
