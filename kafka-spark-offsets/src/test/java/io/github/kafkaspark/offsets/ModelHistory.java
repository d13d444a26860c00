package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.offsets.store.NewCommit.Kind;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * What happens to a stream of two drivers, one thing after the other, with what must be true all
 * the time. A step that is not possible when its turn comes does nothing, so that a history without
 * some of its steps is a history too.
 */
final class ModelHistory {

  /** What can happen, and how often; each step has a number besides, to choose with. */
  enum What {
    PRODUCE(8),
    ADD_PARTITION(1),
    CREATE_ANEW(1),
    LOAD(7),
    START(8),
    START_BY_HAND(4),
    BATCH(16),
    DELIVER(14),
    LOOK(14),
    WATCH(3),
    FLUSH(4),
    FAIL(4),
    STOP(3),
    KILL(2),
    STORE_FAILS(3),
    STORE_IS_BACK(5),
    LOSE_CHECKPOINT(2),
    LOSE_STORE(1);

    private final int weight;

    What(int weight) {
      this.weight = weight;
    }
  }

  /** One step. */
  static final class Step {

    final What what;
    final int number;

    Step(What what, int number) {
      this.what = what;
      this.number = number;
    }

    @Override
    public String toString() {
      return what + " " + number;
    }
  }

  private static final What[] WEIGHTED = weighted();

  private final boolean latest;
  private final long[] time = {1};
  private final ModelTopics brokers = new ModelTopics();
  private final ModelSink sink = new ModelSink();
  private final ModelStore store = new ModelStore();
  private final ModelDriver[] drivers = {
    new ModelDriver(store, time), new ModelDriver(store, time)
  };
  private Map<TopicPartition, Long> checkpoint;

  /** The topics were created anew, and no run since has been flushed. */
  private boolean anew;

  /** The run that began at the earliest records of the topics that were created anew. */
  private ModelQuery byHand;

  private OffsetCommit before;
  private long runs;

  /** Loads of topics that were created anew. */
  private int refused;

  private ModelHistory(boolean latest) {
    this.latest = latest;
  }

  private static What[] weighted() {
    List<What> all = new ArrayList<>();
    for (What what : What.values()) {
      for (int i = 0; i < what.weight; i++) {
        all.add(what);
      }
    }
    return all.toArray(new What[0]);
  }

  static List<Step> random(Random random) {
    List<Step> steps = new ArrayList<>();
    int length = 10 + random.nextInt(70);
    for (int i = 0; i < length; i++) {
      steps.add(new Step(WEIGHTED[random.nextInt(WEIGHTED.length)], random.nextInt(1_000)));
    }
    return steps;
  }

  /**
   * Lets it happen, and then ends all faults; returns how many loads of other topics were refused.
   */
  static int run(List<Step> steps, boolean latest) {
    ModelHistory history = new ModelHistory(latest);
    for (Step step : steps) {
      history.happens(step);
      history.drivers[0].owe(history.sink);
      history.drivers[1].owe(history.sink);
      history.requireNoStepBack();
      history.requireCounted(history.drivers[0]);
      history.requireCounted(history.drivers[1]);
    }
    history.endsWell();
    return history.refused;
  }

  private void happens(Step step) {
    int number = step.number;
    ModelDriver driver = drivers[number % 7 == 0 ? 1 : 0];
    switch (step.what) {
      case PRODUCE:
        brokers.produce(number, anew ? 1 : 1 + number % 20);
        return;
      case ADD_PARTITION:
        brokers.addPartition(number % 2 == 0 ? "t" : "u");
        return;
      case CREATE_ANEW:
        createAnew();
        return;
      case LOAD:
        load(driver, number);
        return;
      case START:
        start(driver, number);
        return;
      case START_BY_HAND:
        startByHand();
        return;
      case STORE_FAILS:
        store.turn(
            number % 2 == 0 ? ModelStore.Weather.FAILS_BEFORE : ModelStore.Weather.FAILS_AFTER);
        return;
      case STORE_IS_BACK:
        store.turn(ModelStore.Weather.FAIR);
        return;
      case LOSE_CHECKPOINT:
        checkpoint = null;
        return;
      case LOSE_STORE:
        loseStore();
        return;
      case KILL:
        driver.restart();
        return;
      case LOOK:
        driver.look();
        return;
      case WATCH:
        driver.recording().watch();
        return;
      default:
        if (driver.query() != null) {
          happensToQuery(step, driver);
        }
    }
  }

  private void happensToQuery(Step step, ModelDriver driver) {
    int number = step.number;
    switch (step.what) {
      case BATCH:
        if (driver.isRunning()) {
          driver.batch(brokers, sink, 1 + number % 15, number % 4);
          checkpoint = new HashMap<>(driver.query().positions());
        }
        return;
      case DELIVER:
        driver.deliver(number % 3 == 0);
        return;
      case FLUSH:
        flush(driver);
        return;
      case FAIL:
      case STOP:
        if (driver.isRunning()) {
          driver.end(step.what == What.FAIL, number % 4 > 0);
        }
        return;
      default:
        throw new IllegalStateException(step.toString());
    }
  }

  private UUID nextRun() {
    return new UUID(1, ++runs);
  }

  private void createAnew() {
    for (ModelDriver driver : drivers) {
      if (driver.isRunning()) {
        driver.end(true, true); // A query that begins where there is nothing fails.
      } else if (driver.recording().isWaiting()) {
        driver.restart();
      }
      driver.forgetLoads();
    }
    brokers.createAnew();
    sink.createAnew();
    checkpoint = null;
    byHand = null;
    anew = store.now(ModelDriver.STREAM) != null;
  }

  private void loseStore() {
    store.lose();
    before = null;
    sink.forget();
    for (ModelDriver driver : drivers) {
      driver.restart();
    }
    anew = false;
  }

  /**
   * By the first driver alone: a run without a load claims by its first commit, so a driver that
   * was cut off from its store takes the stream back when it can.
   */
  private void startByHand() {
    if (anew && !drivers[0].isRunning()) {
      drivers[0].startByHand(brokers, nextRun());
      byHand = drivers[0].query();
    }
  }

  private void load(ModelDriver driver, int number) {
    if (anew) {
      requireRefused(number % 3 == 0 ? "u" : "t");
    } else {
      boolean unused = driver.load(brokers, sink, number % 3 == 0 ? "u" : "t", latest);
      if (number % 2 == 0) {
        unused = driver.load(brokers, sink, number % 3 == 0 ? "t" : "u", latest);
      }
    }
  }

  /**
   * Offsets of the topic that was there before are refused where the store knows that they are; it
   * does not after a run without a load, for which nobody has asked the brokers. The driver is a
   * new one, which has nothing left to commit.
   */
  private void requireRefused(String topic) {
    OffsetCommit stored = store.now(ModelDriver.STREAM);
    TopicIdentity known = stored == null ? null : stored.identities().get(topic);
    if (known != null && store.isFair()) {
      assertThat(known.isOtherLife(brokers.identity(topic))).as("%s", stored).isTrue();
      new ModelDriver(store, time).requireRefused(brokers, topic);
      refused++;
    }
  }

  private void start(ModelDriver driver, int number) {
    if (!driver.isRunning() && driver.hasLoaded() && driver.recording().isWaiting()) {
      Map<TopicPartition, Long> kept = number % 2 == 0 ? checkpoint : null;
      if (driver.accepts(kept)) {
        driver.start(brokers, sink, nextRun(), kept);
      }
    }
  }

  /** A flush that returns from a healthy stream has made all durable that the run has done. */
  private void flush(ModelDriver driver) {
    boolean flushed = driver.flush();
    Health health = driver.recording().status().health();
    if (flushed && health == Health.HEALTHY) {
      requireStored(driver);
      if (driver.query() == byHand && byHand.lastProgress() != null) {
        anew = false;
      }
    }
    boolean hasRun = !driver.recording().unused().isPresent();
    assertThat(flushed || health == Health.FENCED || !store.isFair() || !hasRun)
        .as("a flush fails though the store works: %s", driver.recording().status())
        .isTrue();
  }

  /** Within a run what is stored never goes back: no query of a model does. */
  private void requireNoStepBack() {
    OffsetCommit now = store.now(ModelDriver.STREAM);
    boolean isSame = before != null && now != null && before.generation() == now.generation();
    if (isSame && before.kind() == Kind.BATCH) {
      before
          .offsets()
          .asMap()
          .forEach(
              (partition, offset) ->
                  assertThat(now.offsets().get(partition).orElse(0))
                      .as("%s, after it was stored at %d", partition, offset)
                      .isGreaterThanOrEqualTo(offset));
    }
    before = now;
  }

  private static boolean isOwner(ModelDriver driver, OffsetCommit stored) {
    return driver
        .recording()
        .status()
        .committed()
        .filter(own -> own.generation() == stored.generation())
        .isPresent();
  }

  /** What a restart would read again is at most what the status of the stream's owner counts. */
  private void requireCounted(ModelDriver driver) {
    OffsetCommit stored = store.now(ModelDriver.STREAM);
    StreamStatus status = driver.recording().status();
    if (driver.query() == null || driver.query().lastProgress() == null || stored == null) {
      return;
    }
    // An unanswered commit may have moved the stream; then the status says that it failed.
    boolean isKnown = status.committed().equals(Optional.of(stored));
    if (isKnown && !driver.recording().isWaiting()) {
      long again = 0;
      for (Map.Entry<TopicPartition, Long> end :
          driver.query().lastProgress().ends().asMap().entrySet()) {
        again += Math.max(0, end.getValue() - stored.offsets().get(end.getKey()).orElse(0));
      }
      assertThat(status.recordsAtRisk()).as("%s", status).isGreaterThanOrEqualTo(again);
    }
  }

  private void requireStored(ModelDriver driver) {
    ProgressOffsets last = driver.query().lastProgress();
    if (last != null) {
      OffsetCommit stored = store.now(ModelDriver.STREAM);
      if (isOwner(driver, stored)) {
        assertThat(stored.offsets().merge(last.ends()))
            .as("stored after a flush, of %s", last.ends())
            .isEqualTo(stored.offsets());
      } else {
        assertThat(driver.isRunning()).as("it runs, and another has %s", stored).isFalse();
      }
    }
  }

  /** The faults end: what has been reported is committed, and a new driver loses nothing. */
  private void endsWell() {
    store.turn(ModelStore.Weather.FAIR);
    for (ModelDriver driver : drivers) {
      if (driver.query() != null) {
        flush(driver);
        StreamStatus status = driver.recording().status();
        boolean isKnown = driver.recording().unused().isPresent();
        assertThat(status.health() != Health.HEALTHY || status.recordsAtRisk() == 0 || isKnown)
            .as("healthy, though it is not durable: %s", status)
            .isTrue();
      }
    }
    if (!anew) {
      ModelDriver next = new ModelDriver(store, time);
      assertThat(next.load(brokers, sink, "t", latest)).isTrue();
      assertThat(next.load(brokers, sink, "u", latest)).isTrue();
      next.start(brokers, sink, nextRun(), null);
    }
  }
}
