package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.Progress.kafka;
import static io.github.kafkaspark.offsets.Progress.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.SourceOffsets.Excuse;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressOffsetsTest {

  private static StreamingQueryProgress progress(SourceProgress... sources) {
    return Progress.of(UUID.randomUUID(), 1, sources);
  }

  @Test
  void takesTheLowerOffsetOfAPartitionThatTwoSourcesRead() {
    StreamingQueryProgress twice =
        progress(
            kafka(null, "{\"t\":{\"0\":5,\"1\":9}}"), kafka(null, "{\"t\":{\"0\":7,\"1\":3}}"));

    assertThat(ProgressOffsets.of(twice).ends())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 5).withOffset("t", 1, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Subscribe[t]", "Subscribe[s, t]", "SubscribePattern[\\A(?:t.*)\\z]"})
  void waitsForEachSourceThatWillReadANewPartition(String strategy) {
    // A source finds a new partition when its own consumer next refreshes its metadata.
    StreamingQueryProgress found =
        progress(
            kafka(null, "{\"t\":{\"0\":5,\"1\":9}}"),
            source("KafkaSource[" + strategy + "]", null, "{\"t\":{\"0\":7}}"));
    StreamingQueryProgress foundTopic =
        progress(
            kafka(null, "{\"t\":{\"0\":5,\"1\":9}}"),
            source("KafkaSource[" + strategy + "]", null, "{}"));

    SourceOffsets ends = ProgressOffsets.of(found).endsOfSources();
    assertThat(ends.found(Excuse.NONE)).isEqualTo(TopicOffsets.empty().withOffset("t", 0, 5));
    assertThat(ends.late(Excuse.NONE)).containsExactly(new TopicPartition("t", 1));
    assertThat(ends.lowest())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 5).withOffset("t", 1, 9));
    assertThat(ProgressOffsets.of(foundTopic).endsOfSources().found(Excuse.NONE))
        .isEqualTo(TopicOffsets.empty());
  }

  @Test
  void doesNotWaitForASourceThatIsExcused() {
    String pattern = "SubscribePattern[\\A(?:t.*)\\z]";
    SourceOffsets ends =
        ProgressOffsets.of(
                progress(
                    kafka(null, "{\"t\":{\"0\":5}}"),
                    source("KafkaV2[" + pattern + "]", null, "{\"t2\":{\"0\":7}}")))
            .endsOfSources();
    Excuse excuse =
        (selection, finder) ->
            selection.toString().equals(pattern) && finder.toString().equals("Subscribe[t]");

    assertThat(ends.late(excuse)).isEmpty();
    assertThat(ends.found(excuse)).isEqualTo(ends.lowest());
    assertThat(ends.found(Excuse.NONE)).isEqualTo(TopicOffsets.empty().withOffset("t2", 0, 7));
  }

  @Test
  void doesNotWaitForASourceThatWillNotReadThePartition() {
    StreamingQueryProgress apart =
        progress(
            source("KafkaV2[Assign[t-0]]", null, "{\"t\":{\"0\":5}}"),
            source("KafkaV2[Assign[t-1]]", null, "{\"t\":{\"1\":7}}"),
            source("KafkaV2[Subscribe[u]]", null, "{\"u\":{\"0\":2}}"),
            source("KafkaV2[SubscribePattern[\\A(?:v)\\z]]", null, "{}"));

    assertThat(ProgressOffsets.of(apart).endsOfSources().found(Excuse.NONE))
        .isEqualTo(
            TopicOffsets.empty().withOffset("t", 0, 5).withOffset("t", 1, 7).withOffset("u", 0, 2));
  }

  @Test
  void leavesOtherSourcesAlone() {
    StreamingQueryProgress mixed =
        progress(
            source("FileStreamSource[file:/in]", null, "{\"logOffset\":3}"),
            source("RateStreamV2[rowsPerSecond=1]", "1", "2"),
            kafka(null, "{\"t\":{\"0\":5}}"));

    assertThat(ProgressOffsets.of(mixed).ends())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 5));
  }

  @Test
  void anOffsetThatIsNotThereYetIsNone() {
    assertThat(ProgressOffsets.of(progress(kafka(null, null))).ends())
        .isEqualTo(TopicOffsets.empty());
    assertThat(ProgressOffsets.of(progress(kafka(null, "{}"))).ends())
        .isEqualTo(TopicOffsets.empty());
    assertThat(ProgressOffsets.of(progress(kafka(null, "{\"t\":{\"0\":5}}"))).starts())
        .isEqualTo(TopicOffsets.empty());
  }

  @Test
  void readsTheEndsThatSparkReportsFrom32On() {
    SourceProgress behind = kafka(null, "{\"t\":{\"0\":5}}");
    when(behind.json()).thenReturn("{\"endOffset\":{},\"latestOffset\":{\"t\":{\"0\":9}}}");
    SourceProgress silent = kafka(null, "{\"t\":{\"0\":5}}");
    when(silent.json()).thenReturn("{\"endOffset\":{\"t\":{\"0\":5}},\"latestOffset\":null}");
    SourceProgress old = kafka(null, "{\"t\":{\"0\":5}}");
    when(old.json()).thenReturn("{\"endOffset\":{\"t\":{\"0\":5}}}");

    assertThat(ProgressOffsets.of(progress(behind)).latest())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 9));
    assertThat(ProgressOffsets.of(progress(silent)).latest()).isEqualTo(TopicOffsets.empty());
    assertThat(ProgressOffsets.of(progress(old)).latest()).isEqualTo(TopicOffsets.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"KafkaSource[Assign[t-0]]", "KafkaV2[Subscribe[t]]", "KafkaSourceV1[x]"})
  void knowsAKafkaSourceOnEverySparkVersion(String description) {
    assertThat(ProgressOffsets.readsKafka(progress(source(description, null, null)))).isTrue();
    assertThat(ProgressOffsets.readsKafka(progress(source("MyKafka", null, null)))).isFalse();
  }
}
