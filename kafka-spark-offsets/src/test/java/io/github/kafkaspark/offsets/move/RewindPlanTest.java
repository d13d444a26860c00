package io.github.kafkaspark.offsets.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.store.MovedStream;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.NewCommit.Kind;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewindPlanTest {

  private static final StreamId ORDERS = StreamId.of("orders");
  private static final Provenance JOB =
      Provenance.of("4711@host", Instant.parse("2026-11-30T00:00:00Z")).withApplication("app-1");
  private static final TopicOffsets THERE = TopicOffsets.fromJson("{\"o\":{\"0\":60,\"1\":20}}");
  private static final TopicOffsets LATER = TopicOffsets.fromJson("{\"o\":{\"0\":70,\"1\":30}}");

  private final OffsetStore memory = OffsetStores.inMemory();
  private final StoppedStore store = new StoppedStore(memory);
  private final TestBrokers brokers = new TestBrokers().with("o", 0, 10, 100).with("o", 1, 10, 100);
  private OffsetWriter job;

  @BeforeEach
  void aJobHasCommitted() {
    job = memory.claim(ORDERS, NewCommit.start(TopicOffsets.empty(), JOB));
    assertThat(
            job.append(
                    NewCommit.batch(THERE, JOB.withBatch("query", 4))
                        .withIdentity("o", TopicIdentity.of(TestBrokers.CLUSTER)))
                .sequence())
        .isEqualTo(2);
  }

  private RewindPlan plan() {
    return Rewind.toOffset(15).topic("o", 0).plan(store, ORDERS, brokers);
  }

  private OffsetCommit latest() {
    return memory.latest(ORDERS).get();
  }

  private void jobCommits(NewCommit content) {
    assertThat(job.append(content).content()).isEqualTo(content);
  }

  @Test
  void refusesALivingOwnerByNameAndAge() {
    RewindPlan plan = plan();
    assertThat(plan.needsFence()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(() -> plan.execute(Fence.NOBODY))
        .withMessageMatching(
            "Cannot rewind 'orders': '4711@host' \\(application app-1\\), last commit .* ago, not"
                + " closed may still own it; stop that job in order and plan again, or replace it"
                + " on purpose \\(Fence.OWNER\\): a tracker then stops its query");
    assertThat(latest().generation()).isEqualTo(1);
  }

  @Test
  void replacesALivingOwnerOnPurpose() {
    OffsetCommit commit = plan().execute(Fence.OWNER);
    assertThat(commit.kind()).isEqualTo(Kind.REWIND);
    assertThat(commit.offsets()).isEqualTo(TopicOffsets.fromJson("{\"o\":{\"0\":15,\"1\":20}}"));
    assertThat(commit.identities()).containsKey("o");
    assertThat(commit.provenance().isClosed()).isTrue();
    assertThat(latest()).isEqualTo(commit);
    assertThatExceptionOfType(StaleWriterException.class)
        .isThrownBy(() -> job.append(NewCommit.batch(LATER, JOB)));
    assertThat(plan().needsFence()).isFalse();
  }

  @Test
  void needsNoFenceBehindAnOwnerWhoHasEndedInOrder() {
    RewindPlan before = plan();
    jobCommits(NewCommit.batch(THERE, JOB.asClosed()));
    assertThat(before.execute(Fence.NOBODY).offsets().asMap()).containsValue(15L);
  }

  @Test
  void refusesAStreamThatHasChangedSinceThePlan() {
    RewindPlan plan = plan();
    jobCommits(NewCommit.batch(LATER, JOB.asClosed()));
    assertThatIllegalStateException()
        .isThrownBy(() -> plan.execute(Fence.NOBODY))
        .withMessageStartingWith(
            "Cannot rewind 'orders': it has changed since the plan: it is at BATCH")
        .withMessageEndingWith("; nothing is moved, plan again");
    RewindPlan again = plan();
    memory.claim(ORDERS, NewCommit.start(LATER, JOB)).close();
    assertThatIllegalStateException()
        .isThrownBy(() -> again.execute(Fence.OWNER))
        .withMessageContaining("it has changed since the plan");
    assertThat(latest().kind()).isEqualTo(Kind.START);
  }

  @Test
  void whatAReplacedOwnerHasCommittedSinceStaysWhereNothingIsMoved() {
    RewindPlan plan = plan();
    jobCommits(NewCommit.batch(LATER, JOB));
    assertThat(plan.execute(Fence.OWNER).offsets())
        .isEqualTo(TopicOffsets.fromJson("{\"o\":{\"0\":15,\"1\":30}}"));
  }

  @Test
  void whatAReplacedOwnerCommitsJustBeforeTheClaimStaysToo() {
    RewindPlan plan = plan();
    store.beforeClaim(() -> jobCommits(NewCommit.batch(LATER, JOB)));
    assertThat(plan.execute(Fence.OWNER).offsets())
        .isEqualTo(TopicOffsets.fromJson("{\"o\":{\"0\":15,\"1\":30}}"));
  }

  @Test
  void putsBackWhatSomebodyCommitsJustBeforeTheClaimAndRefuses() {
    jobCommits(NewCommit.batch(THERE, JOB.asClosed()));
    RewindPlan plan = plan();
    store.beforeClaim(() -> memory.claim(ORDERS, NewCommit.start(LATER, JOB)).close());
    assertThatIllegalStateException()
        .isThrownBy(() -> plan.execute(Fence.NOBODY))
        .withMessageContaining("it has changed since the plan");
    assertThat(latest().offsets()).isEqualTo(LATER);
  }

  @Test
  void leavesTheStreamWhereItWasIfItIsStoppedBehindTheClaim() {
    RewindPlan plan = plan();
    store.fails(content -> content.kind() == Kind.REWIND);
    assertThatExceptionOfType(OffsetStoreException.class)
        .isThrownBy(() -> plan.execute(Fence.OWNER))
        .withMessage("Cannot rewind 'orders': it is claimed, and stands where it was; stopped");
    assertThat(latest().kind()).isEqualTo(Kind.START);
    assertThat(latest().offsets()).isEqualTo(THERE);
    assertThat(latest().provenance().queryId()).hasValue("query");
    store.fails(content -> false);
    assertThat(plan().execute(Fence.OWNER).offsets().asMap()).containsValue(15L);
  }

  @Test
  void adoptsWhatAnotherProgramHasMoved() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Rewind.toAdopted().plan(store, ORDERS, brokers))
        .withMessageContaining("no other program has moved it");
    MovedStream moved = MovedStream.of(TopicOffsets.fromJson("{\"o\":{\"0\":12}}")).from(latest());
    store.movedTo(moved);
    RewindPlan plan = Rewind.toAdopted().plan(store, ORDERS, brokers);
    assertThat(plan.readAgain()).hasValue(48);
    assertThatIllegalStateException()
        .isThrownBy(() -> plan.execute(Fence.NOBODY))
        .withMessageContaining("may still own it");
    OffsetCommit commit = plan.execute(Fence.OWNER);
    assertThat(commit.offsets()).isEqualTo(TopicOffsets.fromJson("{\"o\":{\"0\":12,\"1\":20}}"));
    assertThat(commit.kind()).isEqualTo(Kind.REWIND);
    assertThatIllegalStateException()
        .isThrownBy(() -> plan.execute(Fence.OWNER))
        .withMessageContaining("another program has moved it on, or somebody has claimed it");
  }

  @Test
  void adoptsWhatWasWrittenOverWithItsOwnerOnPurposeAlone() {
    store.movedTo(MovedStream.of(TopicOffsets.fromJson("{\"o\":{\"0\":12}}")));
    RewindPlan plan = Rewind.toAdopted().plan(store, ORDERS, brokers);
    assertThat(plan.describe())
        .contains("where it stood, and who owns it, the other program has written over");
    assertThat(plan.skipped()).isEmpty();
    assertThat(plan.needsFence()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(() -> plan.execute(Fence.NOBODY))
        .withMessageContaining("has written over who owns it");
    assertThat(plan.execute(Fence.OWNER).offsets())
        .isEqualTo(TopicOffsets.fromJson("{\"o\":{\"0\":12}}"));
  }

  @Test
  void refusesWhatAKeptCheckpointWouldOverrule(@TempDir Path folder) throws Exception {
    assertThat(
            plan().withCheckpoint(CheckpointOffsets.readOrNew(folder.resolve("new"))).overruled())
        .isEmpty();
    write(folder.resolve("metadata"), "{\"id\":\"0d2e8a4e-0000-4000-8000-000000000001\"}");
    write(
        folder.resolve("offsets/0"),
        "v1\n{\"batchWatermarkMs\":0,\"batchTimestampMs\":1,\"conf\":{}}\n" + THERE.toJson());
    write(folder.resolve("commits/0"), "v1\n{}");
    RewindPlan plan = plan().withCheckpoint(CheckpointOffsets.read(folder));
    assertThatIllegalStateException()
        .isThrownBy(() -> plan.execute(Fence.OWNER))
        .withMessage(
            "Cannot rewind 'orders': checkpoint "
                + folder
                + " would overrule it: o-0 at 60 in place of 15; start the query with a new checkpoint"
                + " folder, and plan with that one");
    assertThat(latest().generation()).isEqualTo(1);
  }

  private static void write(Path file, String text) throws Exception {
    Path unused = Files.createDirectories(file.getParent());
    Path written = Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    assertThat(written).exists();
  }

  @Test
  void writesItsPlanForPeopleAndForPrograms() {
    RewindPlan plan = plan();
    assertThat(plan.describe())
        .contains(
            "Stream 'orders' to offset 15: 1 partition moved, 45 read again, 0 skipped, 0 gone")
        .contains("it stands at generation 1, sequence 2, a BATCH; owner '4711@host'")
        .contains("o-0          60  15     10  100          45        0     0")
        .endsWith("so its start is refused");
    assertThat(plan.toJson())
        .startsWith(
            "{\"version\":1,\"stream\":\"orders\",\"target\":\"to offset 15\",\"commit\":{\"generation\":1,"
                + "\"sequence\":2,\"kind\":\"BATCH\",\"time\":\"2026-11-30T00:00:00Z\"},\"owner\":{"
                + "\"writer\":\"4711@host\",\"application\":\"app-1\",\"ageSeconds\":")
        .endsWith(
            "\"closed\":false},\"overruled\":null,\"readAgain\":45,\"skipped\":0,\"gone\":0,\"partitions\":[{"
                + "\"topic\":\"o\",\"partition\":0,\"from\":60,\"wanted\":15,\"to\":15,\"first\":10,\"end\":100,"
                + "\"readAgain\":45,\"skipped\":0,\"gone\":0,\"note\":null}]}");
  }
}
