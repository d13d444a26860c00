package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How every {@link OffsetStore} answers to misuse, and what the other contracts share. */
public abstract class BasicStoreContract {

  /** The stream of most cases. */
  protected static final StreamId ORDERS = StreamId.of("orders");

  private static final int THREADS = 8;

  /** The store of the running case. */
  protected OffsetStore store;

  /** A store that has nothing; the contract closes it. */
  protected abstract OffsetStore newStore();

  /** Whether the store can list its streams with the clients at hand; if not, it says so. */
  protected boolean listsStreams() {
    return true;
  }

  /** Whether a stream that never had offsets keeps the fact that it was claimed without any. */
  protected boolean keepsAStreamWithoutOffsets() {
    return true;
  }

  /**
   * Whether of claims made at the same moment each gets a generation of its own, and all but one
   * are replaced from the beginning.
   */
  protected boolean ordersClaims() {
    return true;
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

  @ParameterizedTest
  @MethodSource("callsWithoutAnArgument")
  void namesTheArgumentThatIsNull(String name, StoreCall call) {
    assertThatThrownBy(() -> call.on(store))
        .isInstanceOf(NullPointerException.class)
        .hasMessage(name);
    assertThat(store.latest(ORDERS)).isEmpty();
  }

  static List<Object[]> callsWithoutAnArgument() {
    return Arrays.asList(
        call("stream", store -> store.latest(null)),
        call("stream", store -> store.history(null)),
        call("stream", store -> store.claim(null, NewCommit.start(at(0), provenance()))),
        call("start", store -> store.claim(ORDERS, null)));
  }

  @Test
  void aWriterNamesTheArgumentThatIsNull() {
    OffsetWriter writer = claim(ORDERS, 0);

    assertThatThrownBy(() -> writer.append(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("content");
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void aClaimBeginsWithAStart() {
    assertThatThrownBy(() -> store.claim(ORDERS, NewCommit.batch(at(1), provenance())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid start: 'BATCH' (expected a commit of kind START, which says where a claim "
                + "begins; append the other kinds to the claim's writer)");
    assertThat(store.latest(ORDERS)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void cannotBeUsedAfterClose(String name, StoreCall call) {
    store.close();
    store.close();

    assertThatThrownBy(() -> call.on(store))
        .as(name)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot use the offset store ")
        .hasMessageEndingWith(": it is closed");
  }

  static List<Object[]> calls() {
    return Arrays.asList(
        call("latest", store -> store.latest(ORDERS)),
        call("history", store -> store.history(ORDERS)),
        call("streams", OffsetStore::streams),
        call("claim", store -> store.claim(ORDERS, NewCommit.start(at(0), provenance()))));
  }

  @Test
  void aWriterCannotBeUsedAfterItsStoreIsClosed() {
    OffsetWriter writer = claim(ORDERS, 0);
    store.close();

    assertThatThrownBy(() -> commit(writer, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot use the offset store ")
        .hasMessageEndingWith(": it is closed");
    writer.close();
  }

  @Test
  void aClosedWriterLeavesTheStreamAsItIs() {
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    writer.close();
    writer.close();

    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThatThrownBy(() -> commit(writer, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot commit offsets of 'orders': the writer is closed; claim the stream again");
    assertThat(claim(ORDERS, 1).latest().sequence()).isEqualTo(3);
  }

  /** The offsets of most cases: one partition. */
  protected static TopicOffsets at(long offset) {
    return TopicOffsets.empty().withOffset("orders", 0, offset);
  }

  /** The provenance of most cases. */
  protected static Provenance provenance() {
    return Provenance.of("4711@host", Instant.parse("2026-01-02T03:04:05.006Z"));
  }

  /** Claims a stream in the case's store. */
  protected final OffsetWriter claim(StreamId stream, long offset) {
    return claim(store, stream, offset);
  }

  /** Claims a stream. */
  protected static OffsetWriter claim(OffsetStore store, StreamId stream, long offset) {
    return store.claim(stream, NewCommit.start(at(offset), provenance()));
  }

  /** Commits a batch. */
  protected static void commit(OffsetWriter writer, long offset) {
    OffsetCommit commit = writer.append(NewCommit.batch(at(offset), provenance()));
    assertThat(writer.latest()).isEqualTo(commit);
  }

  /** Checks what {@code streams} gives. */
  protected final void assertStreams(OffsetStore store, StreamId... streams) {
    if (listsStreams()) {
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
  static <T> List<T> together(Callable<T> task) throws Exception {
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
  interface StoreCall {
    Object on(OffsetStore store);
  }

  private static Object[] call(String name, StoreCall call) {
    return new Object[] {name, call};
  }
}
