package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads a stream in a thread, and fails if the stream ever goes back, changes or vanishes. */
final class StoreContractReader {

  private final OffsetStore store;
  private final StreamId stream;
  private final Future<Long> looks;
  private volatile boolean ended;
  private OffsetCommit seen;

  /** Begins to read a stream that has a commit. */
  StoreContractReader(OffsetStore store, StreamId stream) {
    this.store = store;
    this.stream = stream;
    ExecutorService executor = Executors.newSingleThreadExecutor();
    this.looks = executor.submit(this::look);
    executor.shutdown();
  }

  private long look() {
    long looks = 0;
    for (; !ended; looks++) {
      OffsetCommit before = seen;
      seen = store.latest(stream).get();
      if (before != null && before.generation() == seen.generation()) {
        assertThat(seen.sequence()).isGreaterThanOrEqualTo(before.sequence());
        assertThat(before.sequence() != seen.sequence() || before.equals(seen))
            .as("%s is %s later", before, seen)
            .isTrue();
      } else if (before != null) {
        assertThat(seen.generation()).as("of %s", seen).isGreaterThan(before.generation());
      }
    }
    return looks;
  }

  /** Ends the reading, and throws what was wrong with it. */
  void end() throws Exception {
    ended = true;
    assertThat(looks.get()).isPositive();
  }
}
