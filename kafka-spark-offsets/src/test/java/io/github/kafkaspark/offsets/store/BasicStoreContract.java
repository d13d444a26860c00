package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.kafkaspark.TopicOffsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts share: the store of a case, and what a store may lack. */
public abstract class BasicStoreContract {

  /** The stream of most cases. */
  public static final StreamId ORDERS = StreamId.of("orders");

  private static final int THREADS = 8;

  /** The store of the running case. */
  protected OffsetStore store;

  /** A store that has nothing; the contract closes it. */
  protected abstract OffsetStore newStore();

  /** What a store may lack, if it says why. */
  public enum Promise {

    /**
     * Of claims made at the same moment each gets a generation of its own, and all but one are
     * replaced from the beginning.
     */
    ORDERS_CLAIMS,

    /** A stream that never had offsets keeps the fact that it was claimed without any. */
    KEEPS_A_STREAM_WITHOUT_OFFSETS,

    /** {@code streams} gives the streams; where it cannot, it throws, and says so. */
    LISTS_STREAMS,

    /**
     * Readers never see what a replaced process had sent before it was paused. Without this they
     * may, until the commit of its successor that this has pushed aside is there again.
     */
    NEVER_SHOWS_A_LATE_COMMIT
  }

  /**
   * Why the store does not give a promise; empty if it gives it. The cases that check a promise
   * that it does not give are reported as skipped, with this reason.
   */
  protected Optional<String> lacks(Promise promise) {
    return Optional.empty();
  }

  /** Skips the running case where the store does not give this promise. */
  protected final void needs(Promise promise) {
    Optional<String> reason = lacks(promise);
    assumeFalse(reason.isPresent(), () -> "not " + promise + ": " + reason.get());
  }

  /** As many partitions as a stream of this store may have, at most 10,000. */
  protected int manyPartitions() {
    return 10_000;
  }

  /** Offsets of so many partitions; the store's place must know them if it knows partitions. */
  protected TopicOffsets offsetsOf(int partitions) {
    Map<TopicPartition, Long> map = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      map.put(new TopicPartition("orders-" + i % 7, i), Long.MAX_VALUE - i);
    }
    return TopicOffsets.of(map);
  }

  @BeforeEach
  void openTheStore() {
    store = newStore();
  }

  @AfterEach
  void closeTheStore() {
    store.close();
  }

  /** The offsets of most cases: one partition. */
  public static TopicOffsets at(long offset) {
    return TopicOffsets.empty().withOffset("orders", 0, offset);
  }

  /** The provenance of most cases. */
  public static Provenance provenance() {
    return Provenance.of("4711@host", Instant.parse("2026-01-02T03:04:05.006Z"));
  }

  /** Claims a stream in the case's store. */
  protected final OffsetWriter claim(StreamId stream, long offset) {
    return claim(store, stream, offset);
  }

  /** Claims a stream. */
  public static OffsetWriter claim(OffsetStore store, StreamId stream, long offset) {
    return store.claim(stream, NewCommit.start(at(offset), provenance()));
  }

  /** Commits a batch. */
  public static void commit(OffsetWriter writer, long offset) {
    OffsetCommit commit = writer.append(NewCommit.batch(at(offset), provenance()));
    assertThat(writer.latest()).isEqualTo(commit);
  }

  /** Checks what {@code streams} gives. */
  protected final void assertStreams(OffsetStore store, StreamId... streams) {
    if (!lacks(Promise.LISTS_STREAMS).isPresent()) {
      assertThat(store.streams()).containsExactly(streams);
      assertThatThrownBy(() -> store.streams().clear())
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(null);
    } else {
      assertThatThrownBy(store::streams)
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageStartingWith("Cannot list the streams of the offset store ");
    }
  }

  /** What so many threads get that do the same at once. */
  public static <T> List<T> together(Callable<T> task) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : executor.invokeAll(Collections.nCopies(THREADS, task))) {
        results.add(result.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }

  /** A call whose answer is of no interest. */
  public interface StoreCall {
    /** Calls the store. */
    Object on(OffsetStore store);
  }
}
