package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit.Kind;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NewCommitTest {

  private final TopicOffsets offsets = TopicOffsets.empty().withOffset("orders", 0, 5);
  private final Provenance provenance = Provenance.of("a test", Instant.EPOCH);

  @Test
  void hasAFactoryForEachKind() {
    assertThat(NewCommit.start(offsets, provenance))
        .isEqualTo(NewCommit.of(Kind.START, offsets, provenance))
        .hasSameHashCodeAs(NewCommit.of(Kind.START, offsets, provenance));
    assertThat(NewCommit.batch(offsets, provenance).kind()).isEqualTo(Kind.BATCH);
    assertThat(NewCommit.rewind(offsets, provenance).kind()).isEqualTo(Kind.REWIND);
    assertThat(NewCommit.forgotten(offsets, provenance).kind()).isEqualTo(Kind.FORGOTTEN);
    assertThat(NewCommit.batch(offsets, provenance))
        .isNotEqualTo(NewCommit.rewind(offsets, provenance))
        .isNotEqualTo(NewCommit.batch(TopicOffsets.empty(), provenance))
        .isNotEqualTo(NewCommit.batch(offsets, Provenance.of("another", Instant.EPOCH)))
        .hasToString("BATCH: {\"orders\":{\"0\":5}}, by a test at 1970-01-01T00:00:00Z");
  }

  @Test
  void isAStartOrIsRefused() {
    NewCommit start = NewCommit.start(offsets, provenance);
    assertThat(start.requireStart()).isSameAs(start);
    assertThatThrownBy(() -> NewCommit.rewind(offsets, provenance).requireStart())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid start: 'REWIND' (expected a commit of kind START, which says where a claim "
                + "begins; append the other kinds to the claim's writer)");
  }

  @Test
  void namesTheArgumentThatIsNull() {
    assertThatThrownBy(() -> NewCommit.of(null, offsets, provenance))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("kind");
    assertThatThrownBy(() -> NewCommit.start(null, provenance))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("offsets");
    assertThatThrownBy(() -> NewCommit.batch(offsets, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("provenance");
  }
}
