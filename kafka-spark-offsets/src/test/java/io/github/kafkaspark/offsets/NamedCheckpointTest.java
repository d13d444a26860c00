package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a source begins under a checkpoint that its host has named; the topic has 0 to 100. */
class NamedCheckpointTest extends ClaimFixture {

  private static final ResumePolicy STRICT =
      ResumePolicy.standard().on(Surprise.CHECKPOINT, Answer.FAIL);

  @TempDir Path folder;

  private final FixedBrokers brokers = new FixedBrokers("t", 3, "cluster-a");

  private Resume resume() {
    return Resume.from(store, id).firstTimeFails().checkpoint(folder);
  }

  private void checkpointAt(long zero, long one) throws Exception {
    WrittenCheckpoint unused = WrittenCheckpoint.at(folder, 7, offsets(zero, one));
  }

  private void store(TopicOffsets offsets) {
    store.claim(id, NewCommit.start(offsets, BY)).close();
  }

  private void rewindTo(TopicOffsets offsets) {
    try (OffsetWriter writer = store.claim(id, NewCommit.start(offsets(90, 90), BY))) {
      OffsetCommit unused = writer.append(NewCommit.rewind(offsets, BY));
    }
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(Resume resume) {
    int commits = store.history(id).size();
    AbstractThrowableAssert<?, ? extends Throwable> refusal =
        assertThatThrownBy(() -> resume.resolve(brokers));
    assertThat(store.history(id)).hasSize(commits);
    return refusal;
  }

  @Test
  void isWhereTheSourceBegins() throws Exception {
    checkpointAt(40, 50);
    ResumePlan plan = resume().plan(brokers);

    assertThat(plan.start()).isEqualTo(offsets(40, 50));
    assertThat(plan.lines())
        .extracting(ResumeLine::reason)
        .containsExactly(Reason.CHECKPOINT, Reason.CHECKPOINT, Reason.NEW);
    assertThat(plan.isFallback()).isFalse();
    assertThat(plan.checkpoint().get().batch()).hasValue(7);
    assertThat(plan)
        .hasToString(
            "Stream 'claimed' begins: 1 new partition from its earliest record [t-2], 2 partitions "
                + "where the checkpoint says");
    assertThat(resume().resolve(brokers)).isEqualTo(offsets(40, 50));
    assertThat(resume())
        .hasToString("where 'claimed' is stored, the first time fail, with checkpoint " + folder);
  }

  @Test
  void isThePlaceOfTheStart() throws Exception {
    checkpointAt(40, 50);
    store(offsets(40, 60).withOffset("t", 2, 70));
    StreamClaim claim = StreamClaim.of(store, resume().plan(brokers), brokers, BY);

    assertThat(claim.latest().offsets()).isEqualTo(offsets(40, 50).withOffset("t", 2, 0));
    assertThat(claim.latest().provenance().queryId()).contains(WrittenCheckpoint.QUERY);
    assertThat(claim.latest().provenance().batchId()).hasValue(7);
  }

  @Test
  void overrulesWhatIsStoredAndSaysSoOnce() throws Exception {
    checkpointAt(40, 50);
    store(offsets(40, 60).withOffset("t", 2, 70));
    TestLog log = TestLog.sinceNow();
    ResumePlan plan = resume().plan(brokers);

    assertThat(plan.lines())
        .extracting(line -> line.stored().orElse(-1), line -> line.start().orElse(-1))
        .containsExactly(tuple(40L, 40L), tuple(60L, 50L), tuple(70L, -1L));
    String places = "t-1 at 50 in place of 60, t-2 at 0 in place of 70";
    assertThat(plan.describe()).endsWith("overrules what is stored: " + places);
    assertThat(log.warnings("overrules")).isEmpty();

    assertThat(resume().resolve(brokers)).isEqualTo(offsets(40, 50));
    assertThat(log.warnings(folder + " stands, which overrules what is stored: " + places))
        .hasSize(1);
  }

  @Test
  void namesTwentyPartitionsThatItOverrules() throws Exception {
    FixedBrokers many = new FixedBrokers("t", 30, "cluster-a");
    WrittenCheckpoint unused = WrittenCheckpoint.at(folder, 7, all(30, 5));
    store(all(30, 6));

    assertThat(resume().plan(many).describe())
        .contains("t-0 at 5 in place of 6, t-1 at 5", ", t-19 at 5 in place of 6 and 10 more")
        .doesNotContain("t-20 at");
  }

  private static TopicOffsets all(int partitions, long offset) {
    TopicOffsets all = TopicOffsets.empty();
    for (int i = 0; i < partitions; i++) {
      all = all.withOffset("t", i, offset);
    }
    return all;
  }

  @Test
  void overrulesNothingWhereTheHostWantsThat() throws Exception {
    checkpointAt(40, 50);
    store(offsets(40, 60));

    refused(resume().policy(STRICT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot resume 'claimed': checkpoint %s overrules where it is stored: t-1 at 50 in place "
                + "of 60; to begin where it is stored, name and start with a new checkpoint folder "
                + "(batches have run under it up to number 7, and under a new checkpoint they count "
                + "from 0 again: a sink that goes by these numbers, as Spark's files do, skips those "
                + "that it has seen; give such a sink a new output folder); to go on where the "
                + "checkpoint stands, answer Surprise.CHECKPOINT by Answer.WIN",
            folder);
    store(offsets(40, 50).withOffset("t", 2, 0));
    assertThat(resume().policy(STRICT).resolve(brokers)).isEqualTo(offsets(40, 50));
  }

  @Test
  void isCountedAsWhatItIs() throws Exception {
    checkpointAt(40, 50);
    ResumePlan first = resume().plan(brokers);
    assertThat(first.skipped() + first.gone() + first.readAgain())
        .as("the query has read them, without a store")
        .isZero();
    store(offsets(30, 60));
    ResumePlan plan = resume().plan(brokers);
    assertThat(plan.skipped()).isEqualTo(10);
    assertThat(plan.readAgain()).isEqualTo(10);
    assertThat(plan.gone()).isZero();
    assertThat(plan.lines().get(0))
        .hasToString(
            "t-0: stored 30, first 0, end 100, begins at 40, skipped 10, gone 0, read again 0, "
                + "because checkpoint, win");
  }

  @Test
  void isInTheJsonOfThePlan() throws Exception {
    checkpointAt(40, 50);
    store(offsets(40, 60));
    ResumePlan plan = resume().policy(STRICT).plan(brokers);

    assertThat(plan.refused()).extracting(line -> line.partition().partition()).containsExactly(1);
    assertThat(plan.checkpointWarnings()).isEqualTo(plan.checkpoint().get().warningsIfLeft());
    assertThat(plan.toJson())
        .contains(
            "\"checkpoint\":{\"location\":\""
                + folder
                + "\",\"state\":\"BETWEEN_BATCHES\",\"queryId\":\""
                + WrittenCheckpoint.QUERY
                + "\",\"batch\":7,\"warnings\":[{\"kind\":\"BATCH_NUMBERS\",\"text\":\"batches ",
            "\"refused\":true",
            "\"reason\":\"checkpoint\",\"answer\":\"fail\",\"outcome\":\"refused\"");
    assertThat(Resume.from(store, id).firstTimeFails().plan(brokers).toJson())
        .contains("\"checkpoint\":null,\"refused\":false");
  }

  @Test
  void leavesNoChoiceOfWhereAPartitionBegins() throws Exception {
    checkpointAt(40, 50);
    store(offsets(40, 60));
    ResumePolicy latest = ResumePolicy.standard().on(Surprise.NEW, Answer.LATEST);
    ResumePolicy fail = ResumePolicy.standard().on(Surprise.NEW, Answer.FAIL);

    assertThat(resume().policy(latest).resolve(brokers)).isEqualTo(offsets(40, 50));
    refused(resume().policy(fail)).hasMessageContaining("t-2 is not stored");
  }

  @Test
  void overrulesNothingTheFirstTime() throws Exception {
    checkpointAt(40, 50);
    store(TopicOffsets.empty().withOffset("x", 0, 9));

    assertThat(resume().policy(STRICT).resolve(brokers)).isEqualTo(offsets(40, 50));
  }

  @Test
  void neverOverrulesARewind() throws Exception {
    checkpointAt(40, 50);
    rewindTo(offsets(40, 10));
    String words =
        "overrules that 'test' moved the stream on purpose at 1970-01-01T00:00:00Z: t-1 at 50 in "
            + "place of 10; to begin where it is stored, name and start with a new checkpoint folder";

    refused(resume())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(words)
        .hasMessageEndingWith(
            "; to go on where the checkpoint stands, claim the stream there, once, by "
                + "store.claim(StreamId.of(\"claimed\"), CheckpointOffsets.read(Paths.get(\""
                + folder
                + "\")).asCommit()).close()");

    // A start of which no batch was done does not make it undone.
    store(store.latest(id).get().offsets().withOffset("t", 2, 0));
    refused(resume()).hasMessageContaining(words);
    checkpointAt(40, 10);
    assertThat(resume().resolve(brokers)).isEqualTo(offsets(40, 10));
  }

  @Test
  void overrulesWhatWasDoneAfterARewind() throws Exception {
    checkpointAt(40, 50);
    rewindTo(offsets(40, 10));
    try (OffsetWriter writer = store.claim(id, NewCommit.start(offsets(40, 10), BY))) {
      OffsetCommit unused = writer.append(NewCommit.batch(offsets(40, 20), BY));
    }
    assertThat(resume().resolve(brokers)).isEqualTo(offsets(40, 50));

    rewindTo(offsets(40, 10));
    store(offsets(40, 30)); // Claimed elsewhere by hand, which is no rewind.
    assertThat(resume().resolve(brokers)).isEqualTo(offsets(40, 50));
  }

  @Test
  void decidesNothingBeforeItsFirstQuery() throws Exception {
    store(offsets(40, 60));
    Resume absent = resume().checkpoint(folder.resolve("absent"));

    for (Resume each : new Resume[] {absent, resume().checkpoint(folder)}) {
      assertThat(each.plan(brokers).start()).isEqualTo(offsets(40, 60));
      assertThat(each.plan(brokers).checkpoint()).isEmpty();
    }
    assertThat(folder.resolve("absent")).doesNotExist();
    refused(Resume.from(OffsetStores.inMemory(), id).firstTimeFails().checkpoint(folder))
        .hasMessageContaining("nothing is stored for what the source selects");
  }

  @Test
  void isReadOnTheFileSystemOfItsScheme() throws Exception {
    checkpointAt(40, 50);
    Resume resume = Resume.from(store, id).firstTime(StartingOffsets.latest());

    assertThat(resume.checkpoint(folder.toUri().toString()).resolve(brokers))
        .isEqualTo(offsets(40, 50));
    assertThat(resume.checkpoint(folder.toUri() + "absent").resolve(brokers))
        .isEqualTo(all(3, 100));
    refused(resume.checkpoint("no-such-scheme://host/orders"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Invalid checkpoint: 'no-such-scheme://host/orders' (expected a folder on a file system "
                + "that the session's Hadoop configuration opens): ");
    assertThatThrownBy(() -> resume.checkpoint(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid checkpoint: ' ' (expected what the query has as ");
    assertThatThrownBy(() -> resume.checkpoint((Path) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("folder");
  }

  @Test
  void isRefusedIfItIsNone() throws Exception {
    store(offsets(40, 60));
    WrittenCheckpoint files = new WrittenCheckpoint(folder).write("part-0.parquet", "rows");
    refused(resume())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("it has no metadata, offsets, commits or sources");
    refused(resume().checkpoint(folder.resolve("part-0.parquet")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("there is no such folder");
    Path unreadable = folder.resolve("part-0.parquet/orders");
    refused(resume().checkpoint(unreadable))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot read checkpoint %s: %s: Not a directory", unreadable, unreadable);

    WrittenCheckpoint unused = files.write("commits/3", "v1\n{}");
    refused(resume())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it has the end of batch 3 and not its offsets");
    unused = files.write("offsets/4", "v7\n{}\n{}").write("commits/4", "v1\n{}");
    refused(resume())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("offsets/4 is of version 7, and this library knows up to 2");
  }

  @Test
  void isRefusedIfItIsOfAnotherQuery() throws Exception {
    WrittenCheckpoint files =
        WrittenCheckpoint.at(folder, 7, TopicOffsets.empty().withOffset("x", 0, 3));
    refused(resume())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "Cannot resume 'claimed' with checkpoint "
                + folder
                + ": the query has the checkpoint of a query that read other topics: [x], which its "
                + "sources do not select; start it with a new checkpoint");

    WrittenCheckpoint unused = files.write("offsets/7", "v1\n{}\n42");
    refused(resume())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(
            ": it has no partition of a Kafka source; start the query with a new checkpoint, or with "
                + "its own");
  }

  @Test
  void ofATopicThatWasCreatedAnewIsRefusedAsTheStoreIs() throws Exception {
    checkpointAt(40, 50);
    TopicIdentity before = TopicIdentity.of("cluster-a").withTopicId("one");
    store.claim(id, NewCommit.start(offsets(40, 60), BY).withIdentity("t", before)).close();
    FixedBrokers unused = brokers.topicId("two");

    refused(resume())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the topic was created anew: its id was one and is two");
    ResumePolicy earliest = ResumePolicy.standard().on(Surprise.CREATED_ANEW, Answer.EARLIEST);
    refused(resume().policy(earliest)).hasMessageContaining("the topic was created anew");
    ResumePolicy keep = ResumePolicy.standard().on(Surprise.CREATED_ANEW, Answer.KEEP);
    assertThat(resume().policy(keep).resolve(brokers)).isEqualTo(offsets(40, 50));
  }

  @Test
  void doesNotTellWhoseAPlaceIsThatIsNotStored() throws Exception {
    checkpointAt(40, 50);
    FixedBrokers brokers = new FixedBrokers("t", 2, "cluster-a");
    TopicIdentity identity = TopicIdentity.of("cluster-a");
    store.claim(id, NewCommit.start(offsets(40, 60), BY).withIdentity("t", identity)).close();
    StreamClaim claim = StreamClaim.of(store, resume().plan(brokers), brokers, BY);
    assertThat(claim.latest().identities()).isEmpty();
    assertThat(claim.commit(done(8, json(40, 50), json(40, 50)), BY).identities()).isEmpty();

    store.claim(id, NewCommit.start(offsets(40, 50), BY).withIdentity("t", identity)).close();
    StreamClaim same = StreamClaim.of(store, resume().plan(brokers), brokers, BY);
    assertThat(same.latest().identities()).containsEntry("t", identity);
    assertThat(same.commit(done(8, json(40, 50), json(40, 50)), BY).identities())
        .containsEntry("t", identity);
  }

  @Test
  void hasTheStateOfItsOwnPlace() throws Exception {
    checkpointAt(40, 50);
    StreamClaim named = StreamClaim.of(store, resume().plan(brokers), brokers, BY);
    named.close();
    Resume alone = Resume.from(store, id).firstTimeFails();
    StreamClaim claim = StreamClaim.of(store, alone.plan(brokers), brokers, BY);

    assertThat(claim.hasLostState(StatefulProgress.of(WrittenCheckpoint.QUERY, run)))
        .as("its own query goes on")
        .isFalse();
    assertThat(claim.hasLostState(StatefulProgress.of(run.toString(), run)))
        .as("another query goes on where the checkpoint stood")
        .isTrue();
    store.claim(id, NewCommit.start(offsets(1, 1), BY.withBatch(run.toString(), 3))).close();
    assertThat(
            StreamClaim.of(store, resume().plan(brokers), brokers, BY)
                .hasLostState(StatefulProgress.of(WrittenCheckpoint.QUERY, run)))
        .as("the named checkpoint is of another query than the store")
        .isFalse();
  }
}
