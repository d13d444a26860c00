package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source that is loaded again before its query has begun, as by a cell of a notebook. */
class FirstTimesTest {

  private static final StartingOffsets LATEST = StartingOffsets.latest();
  private static final StartingOffsets EARLIEST = StartingOffsets.earliest();

  private final TestLog log = TestLog.sinceNow();
  private final Recorder recorder =
      new Recorder(
          OffsetStores.inMemory(),
          TrackerOptions.defaults(),
          () -> Provenance.of("test", Instant.now()),
          id -> null,
          unknown -> {});
  private final Recording recording = recorder.record(StreamId.of("loaded twice"), unused -> {});
  private final TrackedStream stream =
      new TrackedStream(
          null, recording, unused -> {}, recorder::requireOpen, recorder::requireOpen);

  @AfterEach
  void close() {
    recorder.close(Duration.ofMinutes(2));
  }

  private TopicOffsets load(String topic, StartingOffsets firstTime) {
    return stream.resume().firstTime(firstTime).decide(new FixedBrokers(topic, 1, "cluster"));
  }

  @Test
  void saysThatAnotherFirstTimeChangesNothing() {
    TopicOffsets end = load("orders", LATEST);

    assertThat(load("orders", EARLIEST)).isEqualTo(end);

    assertThat(
            log.warnings(
                "Stream 'loaded twice' begins [orders] where it was loaded first, latest, and not "
                    + "earliest, which this load says for the first time: "))
        .hasSize(1);
  }

  @Test
  void saysNothingOfTheSameFirstTime() {
    TopicOffsets orders = load("orders", LATEST);
    TopicOffsets payments = load("payments", StartingOffsets.earliest());

    assertThat(load("orders", StartingOffsets.latest())).isEqualTo(orders);
    assertThat(load("payments", StartingOffsets.earliest())).isEqualTo(payments);

    assertThat(log.warnings("where it was loaded first")).isEmpty();
  }

  @Test
  void saysNothingWhenTheQueryHasBegun() {
    TopicOffsets end = load("orders", LATEST);
    StreamingQuery query = mock(StreamingQuery.class);
    UUID run = UUID.randomUUID();
    recording.started(run, query);
    when(query.isActive()).thenReturn(false);
    recording.ended(run, false);

    assertThat(load("orders", EARLIEST)).isEqualTo(end);

    assertThat(log.warnings("where it was loaded first")).isEmpty();
  }
}
