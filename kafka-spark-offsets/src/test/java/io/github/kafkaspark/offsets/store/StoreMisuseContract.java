package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a store answers to what is null, and to who goes on after {@code close}. */
abstract class StoreMisuseContract extends BasicStoreContract {

  @ParameterizedTest
  @MethodSource("callsWithoutAnArgument")
  void namesTheArgumentThatIsNull(String name, StoreCall call) {
    assertThatThrownBy(() -> call.on(store))
        .isInstanceOf(NullPointerException.class)
        .hasMessage(name);
    assertThat(store.latest(ORDERS)).isEmpty();
  }

  static List<Object[]> callsWithoutAnArgument() {
    return Arrays.asList(
        call("stream", store -> store.latest(null)),
        call("stream", store -> store.history(null)),
        call("stream", store -> store.claim(null, NewCommit.start(at(0), provenance()))),
        call("start", store -> store.claim(ORDERS, null)));
  }

  @Test
  void aWriterNamesTheArgumentThatIsNull() {
    OffsetWriter writer = claim(ORDERS, 0);

    assertThatThrownBy(() -> writer.append(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("content");
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void aClaimBeginsWithAStart() {
    assertThatThrownBy(() -> store.claim(ORDERS, NewCommit.batch(at(1), provenance())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid start: 'BATCH' (expected a commit of kind START, which says where a claim "
                + "begins; append the other kinds to the claim's writer)");
    assertThat(store.latest(ORDERS)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void cannotBeUsedAfterClose(String name, StoreCall call) {
    store.close();
    store.close();

    assertThatThrownBy(() -> call.on(store))
        .as(name)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot use the offset store ")
        .hasMessageEndingWith(": it is closed");
  }

  static List<Object[]> calls() {
    return Arrays.asList(
        call("latest", store -> store.latest(ORDERS)),
        call("history", store -> store.history(ORDERS)),
        call("streams", OffsetStore::streams),
        call("claim", store -> store.claim(ORDERS, NewCommit.start(at(0), provenance()))));
  }

  @Test
  void aWriterCannotBeUsedAfterItsStoreIsClosed() {
    OffsetWriter writer = claim(ORDERS, 0);
    store.close();

    assertThatThrownBy(() -> commit(writer, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot use the offset store ")
        .hasMessageEndingWith(": it is closed");
    writer.close();
  }

  @Test
  void aClosedWriterLeavesTheStreamAsItIs() {
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    writer.close();
    writer.close();

    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThatThrownBy(() -> commit(writer, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot commit offsets of 'orders': the writer is closed; claim the stream again");
    assertThat(claim(ORDERS, 1).latest().sequence()).isEqualTo(3);
  }

  private static Object[] call(String name, StoreCall call) {
    return new Object[] {name, call};
  }
}
