package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreamLagTest {

  private static final TopicOffsets COMMITTED = TopicOffsets.empty().withOffset("t", 0, 5);

  private final List<Runnable> questions = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong();
  private final StreamLag lag = new StreamLag(questions::add, clock::get);

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private void readsFromBrokersThatAreAway() {
    lag.reads(
        new FixedBrokers("t", 1, "cluster") {
          @Override
          public Optional<KafkaCluster> cluster() {
            return Optional.of(KafkaCluster.at("127.0.0.1:1").timeout(Duration.ofSeconds(1)));
          }
        });
  }

  private StreamLag.Answer look() {
    return lag.look(COMMITTED, TopicOffsets::empty);
  }

  @Test
  void isWhatTheQueryHasReportedIfThereAreNoBrokersToAsk() {
    lag.reads(new FixedBrokers("t", 1, "cluster"));
    TopicOffsets three = COMMITTED.withOffset("t", 1, 9).withOffset("gone", 0, 2);
    TopicOffsets ends =
        TopicOffsets.empty().withOffset("t", 0, 12).withOffset("t", 1, 8).withOffset("new", 0, 4);
    Map<String, Long> expected = new HashMap<>();
    expected.put("t-0", 7L);
    expected.put("t-1", 0L); // Committed since.
    assertThat(lag.look(three, () -> ends).lag()).isEqualTo(expected);
    assertThat(lag.look(three, () -> ends).ageMillis()).isEmpty();
    assertThat(lag.look(three, TopicOffsets::empty).lag()).isEmpty();
    assertThat(questions).isEmpty();
  }

  @Test
  void aLookAsksNobodyAndGetsTheLastAnswerAndWhyThereIsNoNewerOne() {
    readsFromBrokersThatAreAway();
    assertThat(look().lag()).isEmpty();
    assertThat(look().problem()).isEmpty();
    assertThat(questions).hasSize(1); // One at a time.

    questions.remove(0).run();
    assertThat(look().lag()).isEmpty();
    assertThat(look().ageMillis()).isEmpty();
    assertThat(look().problem()).startsWith("Cannot ").contains("127.0.0.1:1");
    assertThat(questions).isEmpty(); // Not so soon.
    pass(Duration.ofSeconds(11));
    assertThat(look().problem()).startsWith("Cannot ");
    assertThat(questions).hasSize(1);
  }

  @Test
  void isAskedForAsLongAsSomebodyLooks() {
    readsFromBrokersThatAreAway();
    lag.watch(() -> COMMITTED, TopicOffsets::empty);
    assertThat(questions).isEmpty();

    Object unused = look();
    questions.remove(0).run();
    pass(Duration.ofMinutes(1));
    lag.watch(() -> COMMITTED, TopicOffsets::empty);
    assertThat(questions).hasSize(1);
    questions.remove(0).run();
    pass(Duration.ofMinutes(1));
    lag.watch(() -> COMMITTED, TopicOffsets::empty);
    assertThat(questions).isEmpty();
  }

  @Test
  void tellsForHowLongTheOldestRecordWasSeenThatIsNotCommitted() {
    TopicOffsets both = COMMITTED.withOffset("t", 1, 9);
    TopicOffsets reported = TopicOffsets.empty().withOffset("t", 0, 7).withOffset("t", 1, 9);
    assertThat(lag.look(both, () -> reported).waitingMillis()).isEmpty(); // Nobody has looked yet.

    lag.watch(() -> both, () -> reported);
    pass(Duration.ofSeconds(30));
    Map<String, Long> expected = new HashMap<>();
    expected.put("t-0", 30_000L);
    expected.put("t-1", 0L);
    assertThat(lag.look(both, () -> reported).waitingMillis()).isEqualTo(expected);

    TopicOffsets later = reported.withOffset("t", 0, 12).withOffset("t", 2, 1);
    lag.watch(() -> both, () -> later);
    pass(Duration.ofSeconds(5));
    expected.put("t-0", 35_000L);
    assertThat(lag.look(both, () -> later).waitingMillis()).isEqualTo(expected);
    expected.put("t-0", 5_000L); // The first ones are committed.
    assertThat(lag.look(both.withOffset("t", 0, 7), () -> later).waitingMillis())
        .isEqualTo(expected);
    expected.put("t-0", 0L);
    assertThat(lag.look(both.withOffset("t", 0, 12), () -> later).waitingMillis())
        .isEqualTo(expected);
  }

  @Test
  void aReportThatCannotBeReadTellsNoEndAndHarmsNobodyWhoWatches() {
    Object unused = lag.look(COMMITTED, TopicOffsets::empty);
    lag.watch(
        () -> COMMITTED,
        () -> {
          throw new IllegalStateException("unreadable");
        });
    assertThat(lag.look(COMMITTED, TopicOffsets::empty).waitingMillis()).isEmpty();
  }

  @Test
  void aThreadThatCannotBeHadIsAProblemAndNoError() {
    StreamLag poor =
        new StreamLag(
            work -> {
              throw new OutOfMemoryError("unable to create native thread");
            },
            clock::get);
    poor.reads(
        new FixedBrokers("t", 1, "cluster") {
          @Override
          public Optional<KafkaCluster> cluster() {
            return Optional.of(KafkaCluster.at("127.0.0.1:1"));
          }
        });
    assertThat(poor.look(COMMITTED, TopicOffsets::empty).problem())
        .contains("unable to create native thread");
  }
}
