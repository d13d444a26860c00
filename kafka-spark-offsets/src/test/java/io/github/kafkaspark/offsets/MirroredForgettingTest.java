package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import org.junit.jupiter.api.Test;

/** What followers make of a stream that a person had forgotten. */
class MirroredForgettingTest extends MirrorFixture {

  private static void forget(OffsetStore store) {
    try (OffsetWriter writer = claim(store, ORDERS, 3)) {
      OffsetCommit unused = writer.append(NewCommit.forgotten(at(3), provenance()));
    }
  }

  @Test
  void aFollowerForgetsTooAndTakesTheNextClaim() {
    OffsetStore store = mirrored(primary(), follower());
    OffsetCommit first = claim(store, ORDERS, 1).latest();
    awaitCopy(seen(), first);

    forget(store);

    assertThat(store.latest(ORDERS)).isEmpty();
    OffsetStore seen = seen();
    await().untilAsserted(() -> assertThat(seen.latest(ORDERS)).isEmpty());
    assertThat(seen.streams()).isEmpty();
    OffsetWriter next = claim(store, ORDERS, 5);
    commit(next, 6);
    awaitCopy(seen, next.latest());
  }

  @Test
  void aFollowerThatIsAwayDoesNotKeepThePrimaryFromForgetting() {
    OffsetStore store = mirrored(primary(), WatchedStore.broken());
    commit(claim(store, ORDERS, 1), 2);

    forget(store);

    assertThat(store.latest(ORDERS)).isEmpty();
    assertThat(store.history(ORDERS)).isEmpty();
  }

  @Test
  void aFollowerThatHasNotHeardOfItIsToldOf() {
    OffsetStore store = mirrored(primary(), follower());
    awaitCopy(seen(), claim(store, ORDERS, 1).latest());
    store.close();
    try (OffsetStore primary = primary()) {
      forget(primary);
    }

    OffsetStore next = mirrored(primary(), follower());

    assertThatThrownBy(() -> next.latest(ORDERS))
        .isInstanceOf(OffsetStoreException.class)
        .hasMessageContaining("or have the follower forget the stream");
    try (OffsetStore follower = follower()) {
      forget(follower);
    }
    assertThat(next.latest(ORDERS)).isEmpty();
  }
}
