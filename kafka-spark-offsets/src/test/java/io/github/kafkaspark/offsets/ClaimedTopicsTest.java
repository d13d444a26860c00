package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.Progress.kafka;
import static io.github.kafkaspark.offsets.Progress.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.SourceProgress;
import org.junit.jupiter.api.Test;

/**
 * What a claim keeps and drops of topics that its sources do not find, and whose its offsets are.
 */
class ClaimedTopicsTest extends ClaimFixture {

  private static TopicIdentity identity(String cluster, String topicId) {
    return TopicIdentity.of(cluster).withTopicId(topicId);
  }

  private StreamClaim claim(FixedBrokers brokers) {
    ResumePlan plan = Resume.from(store, id).firstTime(StartingOffsets.latest()).plan(brokers);
    return StreamClaim.of(store, plan, brokers, BY);
  }

  private OffsetCommit join(StreamClaim claim, FixedBrokers brokers) {
    Resume resume =
        new Resume.Fallback(id, ignored -> claim.stored(brokers))
            .firstTime(StartingOffsets.latest());
    return claim.join(resume.plan(brokers), brokers, BY);
  }

  @Test
  void dropsNothingBeforeAllSourcesAreKnown() {
    TopicOffsets stored = TopicOffsets.empty().withOffset("t", 0, 50).withOffset("u", 0, 50);
    store.claim(id, NewCommit.start(stored, BY)).close();

    StreamClaim first = claim(new AllTopics("t", "cluster-a"));
    assertThat(first.latest().offsets()).isEqualTo(stored);
    first.close();

    StreamClaim second = claim(new AllTopics("t", "cluster-a"));
    assertThat(join(second, new FixedBrokers("u", 1, "cluster-b")).offsets()).isEqualTo(stored);
    OffsetCommit commit =
        second.commit(
            done(
                0,
                source("KafkaV2[Subscribe[t]]", null, "{\"t\":{\"0\":60}}"),
                source("KafkaV2[Subscribe[u]]", null, "{\"u\":{\"0\":70}}")),
            BY);
    assertThat(commit.offsets())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 60).withOffset("u", 0, 70));
  }

  @Test
  void dropsAPartitionThatHasVanishedOnceTheQueryHasBegun() {
    TopicOffsets stored = offsets(50, 50).withOffset("t", 7, 50).withOffset("other", 0, 50);
    store.claim(id, NewCommit.start(stored, BY)).close();
    StreamClaim claim = claim(new FixedBrokers("t", 2, "cluster-a"));
    assertThat(claim.latest().offsets()).isEqualTo(stored);
    assertThat(claim.latest().identities()).isEmpty();

    OffsetCommit commit = claim.commit(done(0, null, json(50, 50)), BY);
    assertThat(commit.offsets()).isEqualTo(offsets(50, 50).withOffset("other", 0, 50));
    assertThat(commit.identities()).containsOnly(entry("t", TopicIdentity.of("cluster-a")));
  }

  @Test
  void dropsATopicThatHasVanishedFromItsClusterOnceTheQueryHasBegun() {
    store
        .claim(
            id,
            NewCommit.start(offsets(50, 50).withOffset("gone", 0, 50), BY)
                .withIdentities(Collections.singletonMap("gone", TopicIdentity.of("cluster-a"))))
        .close();
    StreamClaim claim = claim(new AllTopics("t", "cluster-a"));

    assertThat(claim.commit(done(0, kafka(null, "{\"t\":{\"0\":60}}")), BY).offsets().partitions())
        .extracting(TopicPartition::topic)
        .containsOnly("t");
  }

  @Test
  void keepsATopicOfAnotherClusterThatAPatternHasTheNameOf() {
    store
        .claim(
            id,
            NewCommit.start(TopicOffsets.empty().withOffset("u", 0, 50), BY)
                .withIdentities(Collections.singletonMap("u", identity("cluster-b", "one"))))
        .close();
    StreamClaim claim = claim(new AllTopics("t", "cluster-a"));

    OffsetCommit commit = claim.commit(done(0, kafka(null, "{\"t\":{\"0\":100}}")), BY);
    assertThat(commit.offsets())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 100).withOffset("u", 0, 50));
    assertThat(commit.identities())
        .containsEntry("u", identity("cluster-b", "one"))
        .containsEntry("t", TopicIdentity.of("cluster-a"));
  }

  @Test
  void commitsATopicThatAPatternOnAnotherClusterHasTheNameOf() {
    StreamClaim claim = claim(new AllTopics("t", "cluster-a"));
    OffsetCommit unused = join(claim, new FixedBrokers("u", 1, "cluster-b"));
    SourceProgress pattern = source("KafkaV2[SubscribePattern[.*]]", null, "{\"t\":{\"0\":101}}");

    OffsetCommit commit =
        claim.commit(
            done(0, pattern, source("KafkaV2[Subscribe[u]]", null, "{\"u\":{\"0\":102}}")), BY);
    assertThat(commit.offsets())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 101).withOffset("u", 0, 102));
    assertThat(claim.doubt()).isEmpty();
  }

  @Test
  void saysByNameWhatAnotherSourceHasYetToFind() {
    StreamClaim claim = claim(new AllTopics("t", "cluster-a"));
    SourceProgress pattern = source("KafkaV2[SubscribePattern[.*]]", null, "{\"t\":{\"0\":101}}");
    SourceProgress found = source("KafkaV2[SubscribePattern[u.*]]", null, "{\"u\":{\"0\":3}}");

    assertThat(claim.commit(done(0, pattern, found), BY).offsets())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 101));
    assertThat(claim.doubt().get()).startsWith("offsets of [u-0] are not committed yet, since");

    SourceProgress later =
        source("KafkaV2[SubscribePattern[.*]]", null, "{\"t\":{\"0\":101},\"u\":{\"0\":2}}");
    assertThat(claim.commit(done(1, later, found), BY).offsets())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 101).withOffset("u", 0, 2));
    assertThat(claim.doubt()).isEmpty();
  }

  @Test
  void writesAnIdOnlyBesideOffsetsThatWereSeenUnderIt() {
    store.claim(id, NewCommit.start(offsets(50, 50), BY)).close();
    StreamClaim claim = claim(new FixedBrokers("t", 2, "cluster-a").topicId("one"));
    assertThat(claim.latest().identities()).isEmpty();

    OffsetCommit read = claim.commit(done(0, null, json(60, 60)), BY);
    assertThat(read.identities()).containsOnly(entry("t", identity("cluster-a", "one")));

    OffsetCommit back = claim.commit(done(1, json(60, 60), json(5, 5)), BY);
    assertThat(back.identities()).isEmpty();
    assertThat(claim.questions()).isEmpty(); // These brokers cannot be asked.
  }

  @Test
  void aRunWithoutALoadKnowsNothingOfWhatItReads() {
    Map<String, TopicIdentity> identities = new HashMap<>();
    identities.put("t", identity("a", "one"));
    identities.put("other", identity("a", "two"));
    store
        .claim(
            id,
            NewCommit.start(offsets(50, 50).withOffset("other", 0, 1), BY)
                .withIdentities(identities))
        .close();
    StreamClaim claim = StreamClaim.of(store, id, done(3, json(5, 5), json(6, 6)), BY);

    assertThat(claim.latest().identities()).containsOnly(entry("other", identity("a", "two")));
    assertThat(claim.commit(done(4, json(6, 6), json(7, 7)), BY).identities())
        .containsOnly(entry("other", identity("a", "two")));
  }

  @Test
  void saysThatTheQueryIsBeyondTheEndOfItsTopic() {
    StreamClaim claim = claim(new FixedBrokers("t", 1, "cluster-a"));
    SourceProgress beyond = kafka(null, "{\"t\":{\"0\":100}}");
    when(beyond.json()).thenReturn("{\"latestOffset\":{\"t\":{\"0\":7}}}");
    OffsetCommit commit = claim.commit(done(0, beyond), BY);

    assertThat(commit.offsets()).isEqualTo(TopicOffsets.empty().withOffset("t", 0, 100));
    assertThat(claim.doubt().get())
        .startsWith("the query is at {\"t\":{\"0\":100}}, beyond the end of these topics");

    SourceProgress back = kafka(null, "{\"t\":{\"0\":7}}");
    when(back.json()).thenReturn("{\"latestOffset\":{\"t\":{\"0\":7}}}");
    assertThat(claim.commit(done(1, back), BY).offsets())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 7));
    assertThat(claim.doubt()).isEmpty();

    SourceProgress odd = kafka(null, "{\"t\":{\"0\":8}}");
    when(odd.json()).thenReturn("{\"latestOffset\":{\"t\":\"?\"}}");
    assertThat(claim.commit(done(2, odd), BY).offsets())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 8));
  }
}
