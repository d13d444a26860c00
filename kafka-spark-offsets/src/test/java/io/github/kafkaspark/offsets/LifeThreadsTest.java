package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The life of a stream with the threads that it has: Spark's, the host's, the store's. */
class LifeThreadsTest {

  private static final String NAME = "threads of a stream";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<ModelStore.Weather> WEATHERS =
      Arrays.asList(ModelStore.Weather.values());
  private static final Set<String> TOPICS = new TreeSet<>();

  static {
    TOPICS.add("t");
  }

  @Test
  void theStoreEqualsTheSinkWhenTheFaultsEnd() throws Exception {
    Random random = Faults.random(NAME);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < Faults.count(8, 400); round++) {
        run(random, threads);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void run(Random random, ExecutorService threads) throws Exception {
    ModelTopics brokers = new ModelTopics();
    ModelStore store = new ModelStore();
    Recorder recorder =
        new Recorder(
            store,
            TrackerOptions.defaults(),
            () -> Provenance.of("model", Instant.EPOCH),
            id -> null,
            progress -> {});
    Recording recording = recorder.record(ModelDriver.STREAM, made -> {});
    TrackedStream stream =
        new TrackedStream(
            null, recording, loaded -> {}, recorder::requireOpen, recorder::requireOpen);
    for (int life = 1; life <= 3; life++) {
      Map<TopicPartition, Long> start = load(stream, brokers);
      ModelQuery query =
          new ModelQuery(new UUID(2, life), ModelTopics.selections(TOPICS), start, null);
      recording.begun(query.run(), query);
      Future<?> spark = threads.submit(spark(random.nextLong(), query, brokers, recording));
      Future<?> host = threads.submit(host(random.nextLong(), stream, store));
      spark.get();
      host.get();
      store.turn(ModelStore.Weather.FAIR);
      query.stop();
      if (random.nextBoolean()) {
        recording.ended(query.run(), false);
      }
      stream.flush(LIMIT);
      TopicOffsets stored = store.now(ModelDriver.STREAM).offsets();
      assertThat(stored).isEqualTo(TopicOffsets.of(query.positions()));
      assertThat(stream.status().health()).isEqualTo(Health.HEALTHY);
      assertThat(stream.status().recordsAtRisk()).isZero();
    }
    recorder.close(LIMIT);
  }

  private static Map<TopicPartition, Long> load(TrackedStream stream, ModelTopics brokers) {
    TopicOffsets start =
        stream.resume().firstTime(StartingOffsets.earliest()).resolve(brokers.of("t"));
    Map<TopicPartition, Long> positions = new HashMap<>();
    stream
        .plan()
        .get()
        .lines()
        .forEach(line -> positions.put(line.partition(), start.get(line.partition()).orElse(0)));
    return positions;
  }

  /** Batches, of whose events the bus drops some and repeats some. */
  private static Runnable spark(
      long seed, ModelQuery query, ModelTopics brokers, Recording recording) {
    Random random = new Random(seed);
    ModelSink sink = new ModelSink();
    return () -> {
      for (int batch = 0; batch < 200; batch++) {
        brokers.produce(random.nextInt(2), 1 + random.nextInt(3));
        ProgressOffsets report = query.batch(brokers, sink, 1 + random.nextInt(3));
        for (int times = random.nextInt(3); times > 0; times--) {
          recording.progressed(report);
        }
        LockSupport.parkNanos(100_000);
      }
    };
  }

  /** Flushes, and looks, while the store fails now and then. */
  private static Runnable host(long seed, TrackedStream stream, ModelStore store) {
    Random random = new Random(seed);
    return () -> {
      for (int i = 0; i < 50; i++) {
        store.turn(WEATHERS.get(random.nextInt(3)));
        try {
          stream.flush(Duration.ofMillis(random.nextInt(20)));
        } catch (OffsetStoreException e) {
          assertThat(e).hasMessageContaining("Cannot flush 'model'");
        }
        assertThat(stream.status().stream()).isEqualTo(ModelDriver.STREAM);
      }
      store.turn(ModelStore.Weather.FAIR);
    };
  }
}
