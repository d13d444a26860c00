package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.DataLoss;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointWarning;
import io.github.kafkaspark.offsets.checkpoint.CheckpointWarning.Kind;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a checkpoint says to one who goes on with it, without it, or by a store. */
class CheckpointWarningsTest extends ClaimFixture {

  @TempDir Path folder;

  /** The partitions 0 to 2 of a topic, which have 10 to 100. */
  private final FixedBrokers brokers =
      new FixedBrokers("t", 3, "cluster-a") {
        @Override
        public TopicOffsets beginning() {
          return offsets(10, 10).withOffset("t", 2, 10);
        }
      };

  private CheckpointOffsets at(long zero, long one) throws Exception {
    WrittenCheckpoint unused = WrittenCheckpoint.at(folder, 7, offsets(zero, one));
    return CheckpointOffsets.read(folder);
  }

  private static String texts(List<CheckpointWarning> warnings) {
    return warnings.toString();
  }

  @Test
  void namesWhatSparkWillFailOn() throws Exception {
    WrittenCheckpoint unused =
        WrittenCheckpoint.at(folder, 7, offsets(9, 101).withOffset("t", 5, 3));
    List<CheckpointWarning> found = CheckpointOffsets.read(folder).warningsIfKept(brokers, "3.5.7");

    assertThat(found)
        .extracting(CheckpointWarning::kind)
        .containsExactly(Kind.ADDED_PARTITION, Kind.GONE_PARTITION, Kind.AGED_OUT, Kind.BEYOND_END);
    assertThat(found)
        .extracting(CheckpointWarning::partitions)
        .containsExactly(of(2), of(5), of(0), of(1));
    String fails =
        ", so Spark fails, unless onDataLoss accepts that; to go on without it, start with a new "
            + "checkpoint";
    assertThat(found)
        .extracting(CheckpointWarning::toString)
        .containsExactly(
            "partitions were added since it was written and do not begin at 0 (t-2 begins at 10)"
                + fails,
            "partitions that it has are gone (t-5)" + fails,
            "records are gone that have not been read under it (t-0 goes on at 9, first 10)"
                + fails,
            "partitions end before the place where it goes on (t-1 goes on at 101, end 100)"
                + fails);
  }

  @ParameterizedTest
  @ValueSource(strings = {"offsets/8", "commits/8"})
  void namesANewestFileForWhichSparkFails(String file) throws Exception {
    CheckpointOffsets whole = at(40, 50);
    assertThat(whole.warningsIfKept(brokers, "3.5.7"))
        .extracting(CheckpointWarning::kind)
        .doesNotContain(Kind.DAMAGED);
    Files.copy(folder.resolve("offsets/7"), folder.resolve("offsets/8"));
    Path unused = Files.write(folder.resolve(file), new byte[0]);

    assertThat(CheckpointOffsets.read(folder).warningsIfKept(brokers, "3.5.7"))
        .filteredOn(warning -> warning.kind() == Kind.DAMAGED)
        .extracting(CheckpointWarning::toString)
        .containsExactly(
            file
                + " is empty, cut or damaged, so Spark fails with it, or runs a batch again and fails "
                + "then; to go on at the place that can be read, start with a new checkpoint");
  }

  @Test
  void namesAnEndWithoutItsOffsets() throws Exception {
    CheckpointOffsets unused = at(40, 50);
    Files.copy(folder.resolve("commits/7"), folder.resolve("commits/8"));

    assertThat(CheckpointOffsets.read(folder).warningsIfKept(brokers, "3.5.7").toString())
        .contains("offsets/8 is not there, and commits/8 is, so Spark fails");
  }

  private static Set<TopicPartition> of(int partition) {
    return Collections.singleton(new TopicPartition("t", partition));
  }

  @Test
  void namesNothingThatIsAsItShouldBe() throws Exception {
    WrittenCheckpoint unused =
        WrittenCheckpoint.at(folder, 7, offsets(10, 100).withOffset("t", 2, 50));

    assertThat(CheckpointOffsets.read(folder).warningsIfKept(brokers, "4.1.1")).isEmpty();
    assertThat(CheckpointOffsets.readOrNew(folder.resolve("absent")).warningsIfKept(brokers, "x"))
        .isEmpty();
  }

  @Test
  void namesNoLossToASourceThatAcceptsIt() throws Exception {
    FixedBrokers accepting =
        new FixedBrokers("t", 3, "cluster-a") {
          @Override
          public DataLoss onDataLoss() {
            return DataLoss.SKIP;
          }
        };
    assertThat(at(9, 101).warningsIfKept(accepting, "3.5.7")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.1.0", "4.1.1", "4.1.1-vendor-7"})
  void namesABatchThatThisSparkDoesNotRunAgain(String release) throws Exception {
    WrittenCheckpoint unused =
        WrittenCheckpoint.at(folder, 7, offsets(10, 20).withOffset("t", 2, 30))
            .begun(8, offsets(50, 60));
    CheckpointOffsets found = CheckpointOffsets.read(folder);

    assertThat(texts(found.warningsIfKept(brokers, release)))
        .isEqualTo(
            "[its newest batch is not done, and Spark "
                + release
                + " fails when it runs that again (SPARK-55271); run Spark 4.2 or newer, or start with "
                + "a new checkpoint]");
    assertThat(found.warningsIfKept(brokers, "4.2.0")).isEmpty();
    assertThat(found.warningsIfKept(brokers, "4.1.2")).isEmpty();
    assertThat(found.warningsIfKept(brokers, "")).isEmpty();
  }

  @Test
  void namesWhatANewCheckpointDoesNotHave() throws Exception {
    assertThat(CheckpointOffsets.readOrNew(folder).warningsIfLeft()).isEmpty();
    WrittenCheckpoint files = new WrittenCheckpoint(folder);
    WrittenCheckpoint unused = files.begun(0, offsets(1, 1));
    assertThat(texts(CheckpointOffsets.read(folder).warningsIfLeft()))
        .startsWith("[batches have run under it up to number 0, and under a new checkpoint");
    unused = WrittenCheckpoint.at(folder, 7, offsets(5, 5)).begun(8, offsets(6, 6));
    unused = files.write("state/0/0/1.delta", "");
    List<CheckpointWarning> found = CheckpointOffsets.read(folder).warningsIfLeft();

    assertThat(found)
        .extracting(CheckpointWarning::kind)
        .containsExactly(Kind.STATE, Kind.BATCH_NUMBERS);
    assertThat(texts(found))
        .contains("which a new checkpoint does not have", "under it up to number 8, and");
  }

  @Test
  void ofThePlanAreThoseOfTheCheckpoint() throws Exception {
    CheckpointOffsets found = at(9, 20);
    Resume resume = Resume.from(store, id).firstTimeFails().checkpoint(folder);
    TestLog log = TestLog.sinceNow();
    ResumePlan plan = resume.plan(brokers);

    assertThat(plan.checkpointWarnings()).isEqualTo(found.warningsIfKept(brokers, "x")).hasSize(2);
    assertThat(plan.describe())
        .contains("\n" + found + "\nwarning: partitions were added", "\nwarning: records are gone");
    assertThat(log.warnings("records are gone")).isEmpty();
    assertThat(resume.resolve(brokers))
        .as("a load is not held up by what Spark will not look at")
        .isEqualTo(TopicOffsets.empty().withOffset("t", 1, 20));
    assertThat(log.warnings("Stream 'claimed', checkpoint " + folder + ": records are gone"))
        .hasSize(1);
  }

  @Test
  void isTakenIntoAStore() throws Exception {
    CheckpointOffsets old = at(40, 50);
    TopicIdentity identity = TopicIdentity.of("cluster-a");
    for (int i = 1; i < 3; i++) {
      store.claim(id, old.asCommit()).close();
      OffsetCommit commit = store.latest(id).get();
      assertThat(commit.kind()).isEqualTo(NewCommit.Kind.START);
      assertThat(commit.generation()).isEqualTo(i);
      assertThat(commit.offsets()).isEqualTo(offsets(40, 50));
      assertThat(commit.provenance().writer()).isEqualTo("checkpoint " + folder);
      assertThat(commit.provenance().queryId()).contains(WrittenCheckpoint.QUERY);
      assertThat(commit.provenance().batchId()).hasValue(7);
      assertThat(commit.identities()).isEmpty();
    }
    store.claim(id, old.asCommit().withIdentities(brokers.identities())).close();
    assertThat(store.latest(id).get().identities()).containsEntry("t", identity);
  }

  @Test
  void isNotTakenWithoutAPlace() throws Exception {
    CheckpointOffsets absent = CheckpointOffsets.readOrNew(folder.resolve("absent"));
    assertThatThrownBy(absent::asCommit)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot take a commit from checkpoint %s: no query has begun with it; see that it is the "
                + "folder of the query, or begin with resume().firstTime(…)",
            folder.resolve("absent"));
    WrittenCheckpoint unused = WrittenCheckpoint.at(folder, 0, TopicOffsets.empty());
    assertThatThrownBy(() -> CheckpointOffsets.read(folder).asCommit())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it has no partition of a Kafka source");
  }
}
