package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkOffsetsTest {

  private static final TopicIdentity ONE = TopicIdentity.of("c").withTopicId("one");
  private static final TopicOffsets OFFSETS =
      TopicOffsets.empty().withOffset("t", 0, 5).withOffset("u", 0, 7);

  private static SinkOffsets known() {
    Map<String, TopicIdentity> identities = new HashMap<>();
    identities.put("t", ONE);
    identities.put("u", TopicIdentity.of("c"));
    return SinkOffsets.of(OFFSETS, identities);
  }

  private static OffsetRange to(String topic, long start, long end) {
    return new OffsetRange() {
      @Override
      public TopicOffsets start() {
        return TopicOffsets.empty().withOffset(topic, 0, start);
      }

      @Override
      public TopicOffsets end() {
        return TopicOffsets.empty().withOffset(topic, 0, end);
      }
    };
  }

  @Test
  void readsWhatItWrites() {
    assertThat(known().toText())
        .isEqualTo(
            "{\"t\":{\"0\":5},\"u\":{\"0\":7}} {\"clusters\":{\"c\":{\"t\":\"one\",\"u\":\"\"}}}");
    SinkOffsets read = SinkOffsets.fromText(known().toText());
    assertThat(read).isEqualTo(known()).hasSameHashCodeAs(known()).hasToString(known().toText());
    assertThat(read.offsets()).isEqualTo(OFFSETS);
    assertThat(read.identities()).isEqualTo(known().identities());
    assertThat(SinkOffsets.fromText(SinkOffsets.empty().toText())).isEqualTo(SinkOffsets.empty());
  }

  @Test
  void readsOffsetsAlone() {
    SinkOffsets read = SinkOffsets.fromText(OFFSETS.toJson());
    assertThat(read.offsets()).isEqualTo(OFFSETS);
    assertThat(read.identities()).isEmpty();
    assertThat(read.toText()).isEqualTo(OFFSETS.toJson());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"t\":{\"0\":5}} {",
        "{\"t\":{\"0\":5}} {\"clusters\":{}} {}",
        "{\"t\":{\"0\":-1}} {\"clusters\":{}}"
      })
  void refusesWhatIsNoneOfBoth(String text) {
    assertThatThrownBy(() -> SinkOffsets.fromText(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void goesOnAfterABatch() {
    SinkOffsets after = known().after(to("t", 5, 9));
    assertThat(after.offsets()).isEqualTo(OFFSETS.withOffset("t", 0, 9));
    assertThat(after.identities()).isEqualTo(known().identities());
  }

  /** As where a topic is created anew under a query that goes on. */
  @Test
  void knowsNoMoreOfATopicThatStepsBack() {
    SinkOffsets after = known().after(to("t", 5, 2));
    assertThat(after.offsets()).isEqualTo(OFFSETS.withOffset("t", 0, 2));
    assertThat(after.identities()).containsOnlyKeys("u");
  }

  @Test
  void writesNoTopicWithoutOffsetsAndStillKnowsIt() {
    SinkOffsets begun = SinkOffsets.of(TopicOffsets.empty(), Collections.singletonMap("t", ONE));
    assertThat(begun.toText()).isEqualTo("{}");
    SinkOffsets other = begun.after(to("u", 0, 3));
    assertThat(other.toText()).isEqualTo("{\"u\":{\"0\":3}}");
    assertThat(other.after(to("t", 0, 4)).toText())
        .isEqualTo("{\"t\":{\"0\":4},\"u\":{\"0\":3}} {\"clusters\":{\"c\":{\"t\":\"one\"}}}");
  }
}
