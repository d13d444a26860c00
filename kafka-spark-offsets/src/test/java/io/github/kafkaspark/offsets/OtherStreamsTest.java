package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which streams a new one may have been. */
class OtherStreamsTest {

  private static final TopicIdentity HERE = TopicIdentity.of("a").withTopicId("one");

  private final OffsetStore store = OffsetStores.inMemory();

  @Test
  void namesTheNewestAndAFewMore() {
    for (int i = 1; i <= 5; i++) {
      stored("old-" + i, i, HERE);
    }
    assertThat(warning())
        .contains(
            "topics: 'old-5' (committed at 1970-01-01T00:00:05Z), 'old-4' (",
            "'old-3' (",
            " and 2 more. ")
        .endsWith(
            "store.claim(StreamId.of(\"new\"), "
                + "store.latest(StreamId.of(\"old-5\")).get().asStart()).close()")
        .doesNotContain("old-2");
  }

  @Test
  void leavesOutAnotherClusterAndAnotherLife() {
    stored("elsewhere", 1, TopicIdentity.of("b").withTopicId("one"));
    stored("before", 2, TopicIdentity.of("a").withTopicId("zero"));
    assertThat(warning()).isEmpty();

    stored("unknown", 3, TopicIdentity.of("a"));
    assertThat(warning()).contains("topics: 'unknown' (");
  }

  private void stored(String stream, long second, TopicIdentity identity) {
    Provenance by = Provenance.of("test", Instant.ofEpochSecond(second));
    NewCommit start = NewCommit.start(TopicOffsets.empty().withOffset("t", 0, 5), by);
    store.claim(StreamId.of(stream), start.withIdentity("t", identity)).close();
  }

  private String warning() {
    ResumePlan plan =
        Resume.from(store, StreamId.of("new"))
            .firstTime(StartingOffsets.latest())
            .plan(new FixedBrokers("t", 1, "a").topicId("one"));
    TestLog log = TestLog.sinceNow();
    OtherStreams.warnOf(store, plan);
    return String.join("", log.warnings("'new' begins for the first time"));
  }
}
