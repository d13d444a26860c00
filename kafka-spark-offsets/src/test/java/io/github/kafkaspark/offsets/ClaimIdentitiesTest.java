package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.Progress.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.Mockito.when;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;

/** What a claim asks of the brokers, and what it makes of the answers. */
class ClaimIdentitiesTest {

  private static final Provenance BY = Provenance.of("test", Instant.EPOCH);
  private static final KafkaCluster A = KafkaCluster.at("a:9092");
  private static final KafkaCluster B = KafkaCluster.at("b:9092");

  private final StreamId id = StreamId.of("claimed");
  private final OffsetStore store = OffsetStores.inMemory();
  private final UUID run = UUID.randomUUID();
  private StreamClaim claim;
  private long batch;

  /** A pattern, on brokers that can be asked. */
  private static final class PatternOn extends FixedBrokers {

    private final KafkaCluster cluster;
    private final String pattern;

    PatternOn(KafkaCluster cluster, String pattern, String topic) {
      super(topic, 1, "id of " + cluster.bootstrapServers());
      this.cluster = cluster;
      this.pattern = pattern;
    }

    @Override
    public Optional<KafkaCluster> cluster() {
      return Optional.of(cluster);
    }

    @Override
    public Optional<String> selection() {
      return Optional.of("SubscribePattern[" + pattern + "]");
    }
  }

  private static TopicIdentity identity(String cluster, String topicId) {
    return TopicIdentity.of(cluster).withTopicId(topicId);
  }

  private void load(FixedBrokers... brokers) {
    Resume resume = Resume.from(store, id).firstTime(StartingOffsets.latest());
    claim = StreamClaim.of(store, resume.plan(brokers[0]), brokers[0], BY);
    for (int i = 1; i < brokers.length; i++) {
      OffsetCommit unused = claim.join(resume.plan(brokers[i]), brokers[i], BY);
    }
  }

  private static SourceProgress pattern(String pattern, String ends) {
    return source("KafkaV2[SubscribePattern[" + pattern + "]]", null, ends);
  }

  private OffsetCommit report(Instant planned, SourceProgress... sources) {
    StreamingQueryProgress progress = Progress.of(run, batch, sources);
    when(progress.timestamp()).thenReturn(planned.toString());
    return claim.commit(PendingProgress.of(++batch, 0, ProgressOffsets.of(progress)), BY);
  }

  @Test
  void anAnswerCountsForBatchesThatWerePlannedAfterIt() {
    load(new PatternOn(A, "t.*", "t"));
    Instant before = Instant.now();
    SourceProgress found = pattern("t.*", "{\"t\":{\"0\":100},\"t2\":{\"0\":7}}");
    assertThat(report(before, found).identities()).containsOnlyKeys("t");
    assertThat(claim.questions()).containsOnly(entry(A, Collections.singleton("t2")));

    claim.answered(Collections.singletonMap("t2", identity("id of a:9092", "two")));
    SourceProgress more = pattern("t.*", "{\"t\":{\"0\":100},\"t2\":{\"0\":8}}");
    assertThat(report(before, more).identities()).containsOnlyKeys("t");
    assertThat(claim.questions()).isEmpty();

    Instant after = Instant.now().plusSeconds(1);
    assertThat(report(after, more).identities())
        .containsEntry("t2", identity("id of a:9092", "two"));
  }

  @Test
  void asksEachClusterOnlyForWhatItsSourcesHaveFound() {
    load(new PatternOn(A, "t.*", "t"), new PatternOn(B, "u.*", "u"));
    OffsetCommit commit =
        report(
            Instant.now(),
            pattern("t.*", "{\"t\":{\"0\":100},\"t2\":{\"0\":7}}"),
            pattern("u.*", "{\"u\":{\"0\":100},\"u2\":{\"0\":7}}"),
            pattern("v.*", "{\"v\":{\"0\":7}}"));

    assertThat(commit.offsets().partitions()).hasSize(5);
    assertThat(claim.questions())
        .containsOnly(entry(A, Collections.singleton("t2")), entry(B, Collections.singleton("u2")));
  }

  @Test
  void asksNobodyWhereTwoClustersMayBeMeant() {
    load(new PatternOn(A, ".*", "t"), new PatternOn(B, ".*", "u"));
    OffsetCommit commit =
        report(
            Instant.now(), pattern(".*", "{\"t\":{\"0\":100},\"u\":{\"0\":100},\"v\":{\"0\":7}}"));

    assertThat(commit.offsets().partitions()).hasSize(3);
    assertThat(claim.questions()).isEmpty();
  }

  @Test
  void aJoinThatDoesNotAgreeMakesATopicUnknown() {
    load(new PatternOn(A, "t", "t"));
    FixedBrokers other = new PatternOn(B, "t", "t");
    Resume resume = Resume.from(store, id).firstTime(StartingOffsets.latest()).acceptOtherCluster();
    assertThat(claim.join(resume.plan(other), other, BY).identities()).isEmpty();
    OffsetCommit commit = report(Instant.now(), pattern("t", "{\"t\":{\"0\":101}}"));

    assertThat(commit.offsets()).isEqualTo(TopicOffsets.empty().withOffset("t", 0, 101));
    assertThat(commit.identities()).isEmpty();
    assertThat(claim.questions()).isEmpty();
  }

  @Test
  void aStartThatACheckpointOverrulesIsOfNobodyKnown() {
    load(new PatternOn(A, "t", "t").topicId("one"));
    SourceProgress first =
        source("KafkaV2[SubscribePattern[t]]", "{\"t\":{\"0\":5}}", "{\"t\":{\"0\":9}}");

    assertThat(report(Instant.now(), first).identities()).isEmpty();
    assertThat(store.history(id).get(1).offsets())
        .isEqualTo(TopicOffsets.empty().withOffset("t", 0, 5));
    assertThat(store.history(id).get(1).identities()).isEmpty();
    assertThat(claim.questions()).containsOnly(entry(A, Collections.singleton("t")));
  }

  @Test
  void aFailureAtTheStartHasReadNothing() {
    store.claim(id, NewCommit.start(TopicOffsets.empty().withOffset("t", 0, 50), BY)).close();
    load(new PatternOn(A, "t", "t").topicId("one"));
    SourceOffsets start = SourceOffsets.of(TopicOffsets.empty().withOffset("t", 0, 50));
    PendingProgress failed =
        PendingProgress.of(1, 0, ProgressOffsets.of(run, run, -1, start, start));

    assertThat(claim.commit(failed, BY).identities()).isEmpty();
  }

  @Test
  void oneNameThatASecondClusterGetsLaterIsSaid() {
    load(new PatternOn(A, "[tu]", "t"), new PatternOn(B, "u", "u"));
    OffsetCommit first =
        report(
            Instant.now(),
            pattern("[tu]", "{\"t\":{\"0\":100}}"),
            pattern("u", "{\"u\":{\"0\":120}}"));
    assertThat(claim.problem()).isEmpty();
    assertThat(first.offsets().get(new TopicPartition("u", 0))).hasValue(120);
    OffsetCommit second =
        report(
            Instant.now(),
            pattern("[tu]", "{\"t\":{\"0\":100},\"u\":{\"0\":3}}"),
            pattern("u", "{\"u\":{\"0\":130}}"));

    assertThat(claim.problem().get()).startsWith("topics [u] are read from two clusters");
    assertThat(second.offsets()).isEqualTo(first.offsets());
  }
}
