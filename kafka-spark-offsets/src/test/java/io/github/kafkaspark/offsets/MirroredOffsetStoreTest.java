package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.BasicStoreContract.commit;
import static io.github.kafkaspark.offsets.BasicStoreContract.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.TopicOffsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mirrored store does with its followers. */
class MirroredOffsetStoreTest {

  @TempDir Path directory;
  private final List<OffsetStore> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(OffsetStore::close);
  }

  private OffsetStore primary() {
    return OffsetStores.file(directory.resolve("primary"));
  }

  private OffsetStore follower() {
    return OffsetStores.file(directory.resolve("follower"));
  }

  private OffsetStore mirrored(OffsetStore primary, OffsetStore... followers) {
    OffsetStore store = OffsetStores.mirrored(primary, followers);
    opened.add(store);
    return store;
  }

  /** What others see in the follower. */
  private OffsetStore seen() {
    OffsetStore store = follower();
    opened.add(store);
    return store;
  }

  private static void awaitCopy(OffsetStore follower, OffsetCommit commit) {
    await()
        .untilAsserted(
            () ->
                assertThat(follower.latest(commit.stream()))
                    .hasValueSatisfying(copy -> assertCopy(copy, commit)));
  }

  private static void assertCopy(OffsetCommit copy, OffsetCommit commit) {
    assertThat(copy.kind()).isEqualTo(commit.kind());
    assertThat(copy.offsets()).isEqualTo(commit.offsets());
    assertThat(copy.provenance()).isEqualTo(commit.provenance());
  }

  @Test
  void followersEndUpWithWhatThePrimaryHas() {
    Random random = Faults.random("MirroredOffsetStoreTest");
    OffsetStore second = OffsetStores.inMemory();
    OffsetStore store = mirrored(primary(), follower(), second);
    List<OffsetWriter> writers = new ArrayList<>();
    for (String name : Arrays.asList("one", "two", "three")) {
      writers.add(claim(store, StreamId.of(name), 0));
    }
    OffsetCommit.Kind[] kinds = OffsetCommit.Kind.values();
    for (int i = 0; i < 200; i++) {
      int stream = random.nextInt(3);
      if (random.nextInt(20) == 0) {
        writers.set(stream, claim(store, writers.get(stream).latest().stream(), i));
      } else {
        OffsetCommit unused =
            writers
                .get(stream)
                .append(
                    kinds[random.nextInt(kinds.length)],
                    at(random.nextInt(1_000)),
                    provenance().batch("query", i));
      }
    }

    for (OffsetWriter writer : writers) {
      assertThat(store.latest(writer.latest().stream())).contains(writer.latest());
      awaitCopy(seen(), writer.latest());
      awaitCopy(second, writer.latest());
    }
    assertThat(seen().streams()).isEqualTo(store.streams());
  }

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
    await().untilAsserted(() -> assertThat(log.warnings(warning)).hasSize(1));
    assertThat(log.lines("OffsetStoreException: it is down")).isNotEmpty();

    down.set(false);
    awaitCopy(follower, writer.latest());
    assertThat(offsets(follower)).containsExactly(at(20), at(0));
    String caughtUp = "Caught up with 'orders' in the offset store in memory";
    await().untilAsserted(() -> assertThat(log.lines(caughtUp)).hasSize(1));

    down.set(true);
    commit(writer, 21);
    await().untilAsserted(() -> assertThat(log.warnings(warning)).hasSize(2));
    for (int i = 22; i <= 40; i++) {
      commit(writer, i);
    }
    down.set(false);
    awaitCopy(follower, writer.latest());
    assertThat(offsets(follower)).containsExactly(at(40), at(20), at(0));
    await().untilAsserted(() -> assertThat(log.lines(caughtUp)).hasSize(2));
  }

  private static List<TopicOffsets> offsets(OffsetStore store) {
    return store.history(ORDERS).stream().map(OffsetCommit::offsets).collect(Collectors.toList());
  }

  @Test
  void whatIsPendingIsCopiedWhenTheStoreIsClosed() {
    OffsetStore store = mirrored(primary(), follower());
    OffsetWriter writer = claim(store, ORDERS, 0);
    for (int i = 1; i <= 50; i++) {
      commit(writer, i);
    }
    writer.close();
    store.close();
    store.close();

    assertCopy(seen().latest(ORDERS).get(), writer.latest());
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
    String warning = "The " + stuck + " has not answered for PT0.1S; offsets of 'orders' are not";
    await()
        .untilAsserted(
            () -> {
              commit(writer, 1_001);
              assertThat(log.warnings(warning)).hasSize(1);
            });

    long begun = System.nanoTime();
    store.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(MirroredOffsetStore.CLOSE_LIMIT, Duration.ofSeconds(5));
    assertThatThrownBy(() -> working.latest(ORDERS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(": it is closed");
    assertThat(log.warnings("The " + stuck + " has not taken the last commits in time; it is left"))
        .hasSize(1);

    latch.countDown(); // It ends what it had begun, and closes itself.
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> follower.latest(ORDERS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith(": it is closed"));
  }

  @Test
  void theThreadOfAFollowerIsStartedByItsFirstCommitAndGoneAfterTheClose() {
    long before = threads();
    OffsetStore store = mirrored(primary(), follower());
    assertThat(store.latest(ORDERS)).isEmpty();
    assertThat(threads()).isEqualTo(before);
    OffsetWriter writer = claim(store, ORDERS, 0);
    commit(writer, 1);
    assertThat(threads()).isEqualTo(before + 1);
    store.close();
    await().until(() -> threads() == before);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("kafka-spark-follower"))
        .count();
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
    await().untilAsserted(() -> assertThat(log.lines(end)).hasSize(1));
    assertThat(log.warnings("Could not copy offsets of 'orders'")).hasSize(1);
    assertCopy(seen().latest(ORDERS).get(), owner.latest());
    assertThat(seen().latest(ORDERS).get().generation()).isEqualTo(2);
  }

  @Test
  void aWriterThatIsClosedIsClosedInTheFollowerToo() {
    List<String> calls = new CopyOnWriteArrayList<>();
    OffsetStore follower =
        WatchedStore.of(follower(), () -> calls.add(Thread.currentThread().getName()));
    OffsetStore store = mirrored(primary(), follower);
    OffsetWriter writer = claim(store, ORDERS, 0);
    commit(writer, 1);
    awaitCopy(seen(), writer.latest());
    int before = calls.size();

    writer.close();

    await().untilAsserted(() -> assertThat(calls).hasSize(before + 1));
    assertThat(calls).containsOnly("kafka-spark-follower");
  }

  @Test
  void aClaimThatFailedReachesNoFollower() {
    OffsetStore store =
        mirrored(
            WatchedStore.of(
                primary(),
                () -> {
                  throw new OffsetStoreException("no");
                }),
            follower());
    assertThatThrownBy(() -> claim(store, ORDERS, 0))
        .isInstanceOf(OffsetStoreException.class)
        .hasMessage("no");
    assertThatThrownBy(store::close).isInstanceOf(OffsetStoreException.class).hasMessage("no");
    assertThat(seen().latest(ORDERS)).isEmpty();
    opened.remove(store);
  }

  @Test
  void saysWhereItIsAndWarnsAsItsPrimaryDoes() {
    OffsetStore store = mirrored(primary(), follower(), OffsetStores.inMemory());
    assertThat(store)
        .hasToString(
            "offset store %sprimary/, mirrored in the offset store %sfollower/ and the offset "
                + "store in memory",
            directory.toUri(), directory.toUri());
    SparkConf cluster = new SparkConf(false).set("spark.submit.deployMode", "cluster");
    assertThat(ClusterMode.warning(cluster, store).get())
        .contains("records offsets in " + directory.toUri() + "primary/ of this host");
  }

  @Test
  void refusesNullNoFollowerAndAStoreThatIsThereTwice() {
    OffsetStore primary = OffsetStores.inMemory();
    OffsetStore follower = OffsetStores.inMemory();
    assertThatThrownBy(() -> OffsetStores.mirrored(null, follower))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("primary");
    assertThatThrownBy(() -> OffsetStores.mirrored(primary, (OffsetStore[]) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("followers");
    assertThatThrownBy(() -> OffsetStores.mirrored(primary, follower, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("follower");
    assertThatThrownBy(() -> OffsetStores.mirrored(primary))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid followers: '[]' (expected one or more; without any, use the primary itself)");
    for (OffsetStore[] twice :
        new OffsetStore[][] {{primary}, {follower, follower}, {follower, primary}}) {
      assertThatThrownBy(() -> OffsetStores.mirrored(primary, twice))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid followers: 'offset store in memory' (expected each store once, found it as "
                  + "the primary or another follower)");
    }
  }
}
