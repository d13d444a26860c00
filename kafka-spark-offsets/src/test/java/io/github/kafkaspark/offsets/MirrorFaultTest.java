package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Followers that are down, do not return, or belong to a driver that was replaced. */
class MirrorFaultTest extends MirrorFixture {

  @Test
  void aFollowerThatComesBackCatchesUpWithTheNewestOnly() {
    AtomicBoolean down = new AtomicBoolean(true);
    OffsetStore follower = OffsetStores.inMemory();
    OffsetStore failing =
        WatchedStore.of(
            follower,
            () -> {
              if (down.get()) {
                throw new OffsetStoreException("it is down");
              }
            });
    OffsetStore store = mirrored(primary(), failing);
    TestLog log = TestLog.sinceNow();
    OffsetWriter writer = claim(store, ORDERS, 0);
    for (int i = 1; i <= 20; i++) {
      commit(writer, i);
    }
    String warning = "Could not copy offsets of 'orders' to the offset store in memory";
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(log.warnings(warning)).hasSize(1));
    assertThat(log.lines("OffsetStoreException: it is down")).isNotEmpty();

    down.set(false);
    awaitCopy(follower, writer.latest());
    assertThat(offsets(follower)).containsExactly(at(20), at(0));
    String caughtUp = "Caught up with 'orders' in the offset store in memory";
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(log.lines(caughtUp)).hasSize(1));

    down.set(true);
    commit(writer, 21);
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(log.warnings(warning)).hasSize(2));
    for (int i = 22; i <= 40; i++) {
      commit(writer, i);
    }
    down.set(false);
    awaitCopy(follower, writer.latest());
    assertThat(offsets(follower)).containsExactly(at(40), at(20), at(0));
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(log.lines(caughtUp)).hasSize(2));
  }

  private static List<TopicOffsets> offsets(OffsetStore store) {
    return store.history(ORDERS).stream().map(OffsetCommit::offsets).collect(Collectors.toList());
  }

  @Test
  void aStuckFollowerDelaysNoCommitAndTheCloseOnlySoLong() {
    CountDownLatch latch = new CountDownLatch(1);
    OffsetStore working = OffsetStores.inMemory();
    OffsetStore follower = follower();
    OffsetStore stuck = WatchedStore.of(follower, () -> WatchedStore.await(latch));
    TestLog log = TestLog.sinceNow();
    OffsetStore store =
        MirroredOffsetStore.of(
            OffsetStores.inMemory(),
            new OffsetStore[] {stuck, WatchedStore.of(working, () -> {})},
            MirroredOffsetStore.CLOSE_LIMIT,
            Duration.ofMillis(100));
    OffsetWriter writer = claim(store, ORDERS, 0);
    for (int i = 1; i <= 1_000; i++) {
      commit(writer, i);
      assertThat(store.latest(ORDERS)).contains(writer.latest());
    }
    awaitCopy(working, writer.latest());
    String warning = "The " + stuck + " has not answered for 100 ms; offsets of 'orders' are not";
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              commit(writer, 1_001);
              assertThat(log.warnings(warning)).hasSize(1);
            });

    long begun = System.nanoTime();
    store.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isGreaterThanOrEqualTo(MirroredOffsetStore.CLOSE_LIMIT);
    assertThatThrownBy(() -> working.latest(ORDERS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(": it is closed");
    assertThat(log.warnings("The " + stuck + " has not taken the last commits in time; it is left"))
        .hasSize(1);

    latch.countDown(); // It ends what it had begun, and closes itself.
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> follower.latest(ORDERS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith(": it is closed"));
  }

  @Test
  void aZombiesFollowerThatGetsInBetweenIsPutRightByTheOwnersNextCommit() {
    CountDownLatch latch = new CountDownLatch(1);
    OffsetStore zombies =
        mirrored(primary(), WatchedStore.of(follower(), () -> WatchedStore.await(latch)));
    OffsetWriter zombie = claim(zombies, ORDERS, 0);
    OffsetStore owners = mirrored(primary(), follower());
    OffsetWriter owner = claim(owners, ORDERS, 10);
    commit(owner, 11);
    awaitCopy(seen(), owner.latest());

    latch.countDown();
    awaitCopy(seen(), zombie.latest());
    assertThat(owners.latest(ORDERS)).contains(owner.latest());

    commit(owner, 12);
    awaitCopy(seen(), owner.latest());
    assertThatThrownBy(() -> commit(zombie, 99))
        .isInstanceOf(StaleWriterException.class)
        .hasMessageContaining("generation 1 was replaced by generation 2");
    commit(owner, 13);
    awaitCopy(seen(), owner.latest());
    zombies.close();
    assertCopy(seen().latest(ORDERS).get(), owner.latest());
  }

  @Test
  void aZombiesFollowerThatFindsItselfReplacedStops() {
    AtomicBoolean hold = new AtomicBoolean();
    CountDownLatch latch = new CountDownLatch(1);
    OffsetStore held =
        WatchedStore.of(
            follower(),
            () -> {
              if (hold.get()) {
                WatchedStore.await(latch);
              }
            });
    OffsetWriter zombie = claim(mirrored(primary(), held), ORDERS, 0);
    awaitCopy(seen(), zombie.latest());
    hold.set(true);
    commit(zombie, 1);
    OffsetWriter owner = claim(mirrored(primary(), follower()), ORDERS, 1);
    commit(owner, 2);
    awaitCopy(seen(), owner.latest());
    TestLog log = TestLog.sinceNow();

    latch.countDown();

    String end = "No longer copies 'orders' in the offset store " + directory.toUri();
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(log.lines(end)).hasSize(1));
    assertThat(log.warnings("Could not copy offsets of 'orders'")).hasSize(1);
    assertCopy(seen().latest(ORDERS).get(), owner.latest());
    assertThat(seen().latest(ORDERS).get().generation()).isEqualTo(2);
  }
}
