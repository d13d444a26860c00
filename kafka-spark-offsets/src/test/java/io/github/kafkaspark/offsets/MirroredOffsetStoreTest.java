package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** What a mirrored store does with its followers. */
class MirroredOffsetStoreTest extends MirrorFixture {

  @Test
  void followersEndUpWithWhatThePrimaryHas() {
    Random random = Faults.random("MirroredOffsetStoreTest");
    OffsetStore second = OffsetStores.inMemory();
    OffsetStore store = mirrored(primary(), follower(), second);
    List<OffsetWriter> writers = new ArrayList<>();
    for (String name : Arrays.asList("one", "two", "three")) {
      writers.add(claim(store, StreamId.of(name), 0));
    }
    NewCommit.Kind[] kinds = {NewCommit.Kind.START, NewCommit.Kind.BATCH, NewCommit.Kind.REWIND};
    for (int i = 0; i < 200; i++) {
      int stream = random.nextInt(3);
      if (random.nextInt(20) == 0) {
        writers.set(stream, claim(store, writers.get(stream).latest().stream(), i));
      } else {
        OffsetCommit unused =
            writers
                .get(stream)
                .append(
                    NewCommit.of(
                        kinds[random.nextInt(kinds.length)],
                        at(random.nextInt(1_000)),
                        provenance().withBatch("query", i)));
      }
    }

    for (OffsetWriter writer : writers) {
      assertThat(store.latest(writer.latest().stream())).contains(writer.latest());
      awaitCopy(seen(), writer.latest());
      awaitCopy(second, writer.latest());
    }
    assertThat(seen().streams()).isEqualTo(store.streams());
  }

  /** As Kafka does, which keeps offsets beside the partitions. */
  private static OffsetStore lacking(
      OffsetStore store, TopicPartition lacked, CountDownLatch begin) {
    OffsetStore lacking = mock(OffsetStore.class, delegatesTo(store));
    doAnswer(
            call -> {
              Set<TopicPartition> asked = call.getArgument(0);
              return asked.contains(lacked)
                  ? Collections.singleton(lacked)
                  : Collections.emptySet();
            })
        .when(lacking)
        .missing(any());
    doAnswer(
            call -> {
              begin.await();
              NewCommit start = call.getArgument(1);
              if (start.offsets().get(lacked).isPresent()) {
                throw new OffsetStoreException("it has no " + lacked);
              }
              return store.claim(call.getArgument(0), start);
            })
        .when(lacking)
        .claim(any(), any());
    return lacking;
  }

  @Test
  void aFollowerLeavesOutWhatOnlyAStartHas() {
    CountDownLatch begin = new CountDownLatch(1);
    OffsetStore copies = OffsetStores.inMemory();
    TopicPartition gone = new TopicPartition("gone", 0);
    OffsetStore store = mirrored(primary(), lacking(copies, gone, begin));
    OffsetWriter writer =
        store.claim(ORDERS, NewCommit.start(at(1).withOffset("gone", 0, 9), provenance()));
    OffsetCommit batch = writer.append(NewCommit.batch(at(2), provenance()));
    begin.countDown(); // Not before the START is the older of two.

    assertThat(store.latest(ORDERS)).contains(batch);
    awaitCopy(copies, batch);
    assertThat(copies.history(ORDERS))
        .allSatisfy(copy -> assertThat(copy.offsets().get(gone)).isEmpty());
  }

  @Test
  void aPrimaryThatWasLostIsNotTakenForAnEmptyOne() {
    try (OffsetStore other = follower()) {
      claim(other, ORDERS, 7).close();
    }
    OffsetStore store = mirrored(primary(), follower());

    assertThatThrownBy(() -> store.latest(ORDERS))
        .isInstanceOf(OffsetStoreException.class)
        .hasMessageContaining(" has " + seen().latest(ORDERS).get().offsets())
        .hasMessageContaining("store.claim(StreamId.of(\"" + ORDERS + "\")");
    OffsetCommit anew = claim(store, ORDERS, 7).latest(); // The way out.
    assertThat(store.latest(ORDERS)).contains(anew);
    awaitCopy(seen(), anew);
  }

  @Test
  void aFollowerThatCannotBeReadDoesNotHoldUpAFirstStart() {
    OffsetStore broken = mock(OffsetStore.class);
    when(broken.latest(ORDERS)).thenThrow(new OffsetStoreException("down on purpose"));
    TestLog log = TestLog.sinceNow();
    OffsetStore store = mirrored(primary(), broken);

    assertThat(store.latest(ORDERS)).isEmpty();
    assertThat(log.warnings("does not say whether it has offsets of '" + ORDERS + "'")).hasSize(1);
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
  void theThreadOfAFollowerIsStartedByItsFirstWorkAndGoneAfterTheClose() {
    TrackerThreads threads = new TrackerThreads();
    OffsetStore store = mirrored(primary(), follower());
    assertThat(store.streams()).isEmpty();
    assertThat(threads.names()).isEmpty();
    OffsetWriter writer = claim(store, ORDERS, 0);
    commit(writer, 1);
    assertThat(threads.names()).containsExactly("kafka-spark-follower");
    store.close();
    threads.awaitEnd(Duration.ofSeconds(30));
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

    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(calls).hasSize(before + 1));
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
