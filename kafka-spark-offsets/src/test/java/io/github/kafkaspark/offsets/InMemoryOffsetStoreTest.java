package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreContract;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import org.junit.jupiter.api.Test;

class InMemoryOffsetStoreTest extends OffsetStoreContract {

  @Override
  protected OffsetStore newStore() {
    return OffsetStores.inMemory();
  }

  @Test
  void keepsTheNewestTwenty() {
    OffsetWriter writer = claim(ORDERS, 0);
    for (int i = 1; i <= 30; i++) {
      commit(writer, i);
    }
    assertThat(store.history(ORDERS)).hasSize(20).first().isEqualTo(writer.latest());
  }

  @Test
  void isOfNoUseToAnother() {
    OffsetWriter writer = claim(ORDERS, 0);
    try (OffsetStore other = OffsetStores.inMemory()) {
      assertThat(other.latest(ORDERS)).isEmpty();
    }
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void saysWhereItIs() {
    assertThat(store).hasToString("offset store in memory");
    assertThat(claim(ORDERS, 0))
        .hasToString("writer of 'orders' (generation 1, sequence 1) in memory");
    assertThat(store.boundToHost()).contains("the memory");
    store.close();
    assertThatThrownBy(() -> store.streams())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot use the offset store in memory: it is closed");
  }
}
