package io.github.kafkaspark.offsets.store;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetCommitTest {

  private static final OffsetCommit COMMIT =
      OffsetCommit.of(ORDERS, 3, 17, NewCommit.batch(at(5), provenance()));

  @Test
  void hasWhatItWasGiven() {
    assertThat(COMMIT.stream()).isEqualTo(ORDERS);
    assertThat(COMMIT.generation()).isEqualTo(3);
    assertThat(COMMIT.sequence()).isEqualTo(17);
    assertThat(COMMIT.kind()).isEqualTo(NewCommit.Kind.BATCH);
    assertThat(COMMIT.offsets()).isEqualTo(at(5));
    assertThat(COMMIT.provenance()).isEqualTo(provenance());
  }

  @Test
  void tellsAPersonWhatItIs() {
    assertThat(COMMIT)
        .hasToString(
            "BATCH of 'orders' (generation 3, sequence 17): {\"orders\":{\"0\":5}}, by 4711@host at "
                + "2026-01-02T03:04:05.006Z");
    assertThat(provenance().withApplication("app-1").withBatch("query-1", 7))
        .hasToString(
            "by 4711@host at 2026-01-02T03:04:05.006Z, application app-1, query query-1, batch 7");
  }

  @Test
  void isAValue() {
    OffsetCommit same = OffsetCommit.of(ORDERS, 3, 17, NewCommit.batch(at(5), provenance()));
    assertThat(COMMIT).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo("a commit");
    List<OffsetCommit> others =
        Arrays.asList(
            OffsetCommit.of(StreamId.of("a"), 3, 17, NewCommit.batch(at(5), provenance())),
            OffsetCommit.of(ORDERS, 4, 17, NewCommit.batch(at(5), provenance())),
            OffsetCommit.of(ORDERS, 3, 18, NewCommit.batch(at(5), provenance())),
            OffsetCommit.of(ORDERS, 3, 17, NewCommit.start(at(5), provenance())),
            OffsetCommit.of(ORDERS, 3, 17, NewCommit.batch(at(6), provenance())),
            OffsetCommit.of(
                ORDERS, 3, 17, NewCommit.batch(at(5), provenance().withApplication("a"))));
    assertThat(others).doesNotContain(COMMIT).doesNotHaveDuplicates();
  }

  @Test
  void provenanceIsAValue() {
    Provenance full = provenance().withApplication("app-1").withBatch("query-1", 7);
    Provenance same = provenance().withBatch("query-1", 7).withApplication("app-1");
    assertThat(full).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo("a provenance");
    assertThat(
            Arrays.asList(
                full,
                provenance(),
                Provenance.of("a", provenance().time()),
                Provenance.of("4711@host", Instant.EPOCH),
                provenance().withApplication("app-2").withBatch("query-1", 7),
                provenance().withApplication("app-1").withBatch("query-2", 7),
                provenance().withApplication("app-1").withBatch("query-1", 8)))
        .doesNotHaveDuplicates();
    assertThat(full.applicationId()).contains("app-1");
    assertThat(full.queryId()).contains("query-1");
    assertThat(full.batchId()).hasValue(7);
    assertThat(provenance().applicationId()).isEmpty();
    assertThat(provenance().queryId()).isEmpty();
    assertThat(provenance().batchId()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void refusesANumberBelowOne(long number) {
    assertThatThrownBy(
            () -> OffsetCommit.of(ORDERS, number, 1, NewCommit.start(at(0), provenance())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid generation: '" + number + "' (expected 1 or more)");
    assertThatThrownBy(
            () -> OffsetCommit.of(ORDERS, 1, number, NewCommit.start(at(0), provenance())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid sequence: '" + number + "' (expected 1 or more)");
  }

  @Test
  void refusesNull() {
    assertNullRefused(
        "stream", () -> OffsetCommit.of(null, 1, 1, NewCommit.start(at(0), provenance())));
    assertNullRefused(
        "kind", () -> OffsetCommit.of(ORDERS, 1, 1, NewCommit.of(null, at(0), provenance())));
    assertNullRefused(
        "offsets", () -> OffsetCommit.of(ORDERS, 1, 1, NewCommit.start(null, provenance())));
    assertNullRefused(
        "provenance", () -> OffsetCommit.of(ORDERS, 1, 1, NewCommit.start(at(0), null)));
    assertNullRefused("writer", () -> Provenance.of(null, Instant.EPOCH));
    assertNullRefused("time", () -> Provenance.of("a", null));
    assertNullRefused("id", () -> provenance().withApplication(null));
    assertNullRefused("queryId", () -> provenance().withBatch(null, 1));
  }

  private static void assertNullRefused(String name, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(name);
  }
}
