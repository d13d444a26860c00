package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.AfterEach;

/** A recorder with one stream in memory, and a query that reports what each test wants. */
abstract class RecorderFixture {

  static final Duration LIMIT = Duration.ofMinutes(2);
  static final StreamId STREAM = StreamId.of("stream");

  final OffsetStore inner = OffsetStores.inMemory();
  final List<StreamStatus> told = new CopyOnWriteArrayList<>();
  final StreamingQuery query = mock(StreamingQuery.class);
  final UUID run = UUID.randomUUID();
  volatile boolean down;
  volatile Consumer<StreamingQueryProgress> unknown = progress -> {};
  volatile CountDownLatch stuck = new CountDownLatch(0);

  /** A mock must not be told what to answer while other threads ask it. */
  private final AtomicReference<StreamingQueryProgress> last = new AtomicReference<>();

  Recorder recorder;
  TrackedStream stream;

  @AfterEach
  void close() {
    recorder.close(LIMIT);
  }

  /** A stream that is claimed at the beginning of its topic, and whose query has started. */
  void record(UnaryOperator<TrackerOptions> options) {
    OffsetStore store =
        WatchedStore.of(
            inner,
            () -> {
              waitFor(stuck);
              if (down) {
                throw new OffsetStoreException("it is down");
              }
            });
    recorder =
        new Recorder(
            store,
            options.apply(TrackerOptions.defaults().onHealthChange(told::add)),
            () -> Provenance.of("test", Instant.now()),
            id -> query,
            progress -> unknown.accept(progress));
    stream =
        new TrackedStream(
            null,
            recorder.record(STREAM, recording -> {}),
            loaded -> {},
            recorder::requireOpen,
            recorder::requireOpen);
    TopicOffsets unused =
        stream
            .resume()
            .firstTime(StartingOffsets.earliest())
            .resolve(new FixedBrokers("t", 1, "cluster"));
    when(query.isActive()).thenReturn(true);
    when(query.lastProgress()).thenAnswer(call -> last.get());
    stream.recording().started(run, query);
  }

  static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The query has come there, and the listener bus has dropped it. */
  StreamingQueryProgress unseen(long end) {
    StreamingQueryProgress progress = progress(end);
    last.set(progress);
    return progress;
  }

  /** What the query reports when it has come there. */
  StreamingQueryProgress progress(long end) {
    StreamingQueryProgress progress = Progress.of(run, end, Progress.kafka(null, at(end).toJson()));
    when(progress.name()).thenReturn(STREAM.name());
    return progress;
  }

  void reach(long end) {
    recorder.progressed(unseen(end));
  }

  static TopicOffsets at(long offset) {
    return TopicOffsets.empty().withOffset("t", 0, offset);
  }

  TopicOffsets stored() {
    return inner.latest(STREAM).get().offsets();
  }

  /** And the stream knows of it, which is a moment later. */
  void awaitStored(long end) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(stream.status().committed().map(OffsetCommit::offsets))
                    .contains(at(end)));
    assertThat(stored()).isEqualTo(at(end));
  }

  List<Health> toldHealth() {
    return told.stream().map(StreamStatus::health).collect(Collectors.toList());
  }

  void awaitTold(Health... changes) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(toldHealth()).containsExactly(changes));
  }

  void claimElsewhere() {
    inner
        .claim(STREAM, NewCommit.start(at(0), Provenance.of("another driver", Instant.now())))
        .close();
  }
}
