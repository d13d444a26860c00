package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.BrokerOffsets;
import io.github.kafkaspark.DataLoss;
import io.github.kafkaspark.KafkaBatchSource;
import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.ResumeLine.Reason;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;

/** What a job reads that has found a surprise at its start, on real brokers. */
class ResumePolicyIT extends TrackerFixture {

  private KafkaStreamSource source() {
    return KafkaStreamSource.topic(topic).bootstrapServers(kafka.bootstrapServers());
  }

  private void store(TrackedStream stream, TopicOffsets offsets) {
    store(stream, offsets, NewCommit::start);
  }

  private interface Start {
    NewCommit at(TopicOffsets offsets, Provenance by);
  }

  private void store(TrackedStream stream, TopicOffsets offsets, Start start) {
    tracker
        .recorder()
        .store()
        .claim(stream.id(), start.at(offsets, Provenance.of("an earlier run", Instant.now())))
        .close();
  }

  /** Runs the stream until it has read all, with a new checkpoint. */
  private void run(TrackedStream stream, Resume resume, String checkpoint) throws Exception {
    run(stream, source().startingOffsets(resume), checkpoint);
  }

  private void run(TrackedStream stream, KafkaStreamSource source, String checkpoint)
      throws Exception {
    Dataset<Row> events = source.load(spark);
    StreamingQuery query = writer(events, checkpoint).queryName(stream.name()).start();
    query.processAllAvailable();
    stream.flush(LIMIT);
    query.stop();
  }

  /** What has been read of a partition, as {@code 3, 4, 5}. */
  private String read(int partition) {
    String prefix = topic + "-" + partition + "@";
    return sink.records().stream()
        .filter(record -> record.startsWith(prefix))
        .map(record -> record.substring(prefix.length()))
        .sorted((one, other) -> Integer.valueOf(one).compareTo(Integer.valueOf(other)))
        .collect(Collectors.joining(", "));
  }

  private static Resume resume(TrackedStream stream, Surprise surprise, Answer answer) {
    return stream.resume().firstTimeFails().policy(ResumePolicy.standard().on(surprise, answer));
  }

  private static void assertNothingIsAskedAgain(TrackedStream stream) {
    assertThat(stream.plan().get().lines())
        .extracting(ResumeLine::reason)
        .containsOnly(Reason.STORED);
  }

  @Test
  @Shows(Restart.GONE)
  void onePartitionThatAgedOutBeginsAtItsEarliestRecordAndTheOtherWhereItWas() throws Exception {
    kafka.produceNumbers(topic, 0, 20);
    TrackedStream stream = tracker.stream("aged-out");
    store(stream, offsets(3, 4));
    kafka.deleteRecordsBefore(topic, 0, 8);
    TestLog log = TestLog.sinceNow();
    run(stream, resume(stream, Surprise.AGED_OUT, Answer.EARLIEST), "one");

    assertThat(read(0)).isEqualTo("8, 9");
    assertThat(read(1)).isEqualTo("4, 5, 6, 7, 8, 9");
    assertThat(
            log.warnings("[" + topic + "-0 (aged out, from its earliest record: 5 records gone)]"))
        .hasSize(1);
    assertThat(log.lines("Stream 'aged-out' begins: 1 partition where it was stored, 1 partition"))
        .hasSize(1);
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));

    run(stream, stream.resume().firstTimeFails(), "two");
    assertNothingIsAskedAgain(stream);
    assertThat(sink.records()).hasSize(8);
  }

  @Test
  void earliestIsAWordThatHoldsAlsoWhenRetentionMovesAfterTheLoad() throws Exception {
    kafka.produceNumbers(topic, 0, 20);
    TrackedStream stream = tracker.stream("word");
    store(stream, offsets(3, 4));
    kafka.deleteRecordsBefore(topic, 0, 6);
    Dataset<Row> events =
        source().startingOffsets(resume(stream, Surprise.AGED_OUT, Answer.EARLIEST)).load(spark);
    kafka.deleteRecordsBefore(topic, 0, 8);
    StreamingQuery query = writer(events, "one").queryName(stream.name()).start();
    query.processAllAvailable();
    stream.flush(LIMIT);

    assertThat(read(0)).isEqualTo("8, 9");
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));
  }

  @Test
  void onePartitionBeyondItsEndBeginsAtItsEndAndSaysWhatItSkips() throws Exception {
    kafka.produceNumbers(topic, 0, 20);
    TrackedStream stream = tracker.stream("beyond");
    store(stream, offsets(4, 40));
    TestLog log = TestLog.sinceNow();
    Dataset<Row> events =
        source().startingOffsets(resume(stream, Surprise.BEYOND_END, Answer.LATEST)).load(spark);
    kafka.produce(topic, 1, "late");
    StreamingQuery query = writer(events, "one").queryName(stream.name()).start();
    query.processAllAvailable();
    stream.flush(LIMIT);

    assertThat(read(0)).isEqualTo("4, 5, 6, 7, 8, 9");
    assertThat(read(1)).isEqualTo("10");
    assertThat(
            log.warnings("-1 (beyond end, from its end at 10: nobody knows how many records are"))
        .hasSize(1)
        .first()
        .asString()
        .contains(", up to 10 records skipped");
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 11));
  }

  /** Without topic ids the brokers tell it by the end that the topic has now. */
  @Test
  void aTopicThatWasCreatedAnewIsReadFromItsEarliestRecord() throws Exception {
    kafka.produceNumbers(topic, 0, 20);
    TrackedStream stream = tracker.stream("anew");
    run(stream, stream.resume().firstTime(StartingOffsets.earliest()), "one");
    assertThat(sink.records()).hasSize(20);
    kafka.deleteTopic(topic);
    kafka.createTopic(topic, 2);
    kafka.produceNumbers(topic, 0, 10);

    assertThatThrownBy(() -> run(stream, stream.resume().firstTimeFails(), "refused"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the topic was created anew")
        .hasMessageContaining("or let the resume policy answer ");
    ResumePolicy policy =
        ResumePolicy.standard()
            .on(Surprise.CREATED_ANEW, Answer.EARLIEST)
            .on(Surprise.BEYOND_END, Answer.EARLIEST);
    run(stream, stream.resume().firstTimeFails().policy(policy), "two");
    assertThat(sink.records()).hasSize(30);
    OffsetCommit now = stored(stream);
    assertThat(now.offsets()).isEqualTo(offsets(5, 5));
    assertThat(now.identities()).isEqualTo(source().ask(BrokerOffsets::identities));

    kafka.produceNumbers(topic, 10, 12);
    run(stream, stream.resume().firstTimeFails(), "three");
    assertNothingIsAskedAgain(stream);
    assertThat(sink.records()).hasSize(32);
  }

  @Test
  void aSourceThatAcceptsLossNeedsNoPolicy() throws Exception {
    kafka.produceNumbers(topic, 0, 20);
    TrackedStream stream = tracker.stream("accepts-loss");
    store(stream, offsets(3, 40));
    kafka.deleteRecordsBefore(topic, 0, 8);
    TestLog log = TestLog.sinceNow();
    KafkaStreamSource source =
        source().onDataLoss(DataLoss.SKIP).startingOffsets(stream.resume().firstTimeFails());
    assertThat(source.ask(stream.resume().firstTimeFails()::plan).refused()).isEmpty();
    assertThat(source.check(spark).errors()).isEmpty();
    assertThat(log.warnings("accepts-loss")).as("a look is silent").isEmpty();
    run(stream, source, "one");

    assertThat(read(0)).isEqualTo("8, 9");
    assertThat(read(1)).isEqualTo("0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
    assertThat(log.warnings("Stream 'accepts-loss' does not begin where it was stored")).hasSize(1);
  }

  @Test
  void aSettingAnswersWhereTheCodeDoesNot() throws Exception {
    kafka.produceNumbers(topic, 0, 20);
    TrackedStream stream = tracker.stream("configured");
    store(stream, offsets(3, 40));
    kafka.deleteRecordsBefore(topic, 0, 8);
    String name = "spark.kafkaspark.resume.topic." + topic + ".";
    spark.sparkContext().conf().set(name + "agedOut", "earliest").set(name + "beyondEnd", "latest");
    try {
      run(stream, resume(stream, Surprise.BEYOND_END, Answer.EARLIEST), "one");
    } finally {
      spark.sparkContext().conf().remove(name + "agedOut").remove(name + "beyondEnd");
    }
    assertThat(read(0)).isEqualTo("8, 9");
    assertThat(read(1)).as("the code wins").isEqualTo("0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
  }

  @Test
  void anIncrementalBatchTakesAPolicyToo() {
    kafka.produceNumbers(topic, 0, 20);
    OffsetStore store = tracker.recorder().store();
    TrackedStream stream = tracker.stream("batch");
    store(stream, offsets(3, 4));
    kafka.deleteRecordsBefore(topic, 0, 8);
    KafkaBatchSource source =
        KafkaBatchSource.topic(topic).bootstrapServers(kafka.bootstrapServers());
    ResumePolicy policy = ResumePolicy.standard().on(Surprise.AGED_OUT, Answer.EARLIEST);
    try (IncrementalBatch batch =
        IncrementalBatch.begin(spark, store, stream.name(), source, policy)) {
      assertThat(batch.start()).isEqualTo(offsets(8, 4));
      assertThat(batch.records().count()).isEqualTo(8);
      batch.commit();
    }
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));
    try (IncrementalBatch batch = IncrementalBatch.begin(spark, store, stream.name(), source)) {
      assertThat(batch.isEmpty()).isTrue();
    }
  }

  @Test
  void whatHasVanishedStaysStoredIfThePolicyKeepsIt() throws Exception {
    kafka.produceNumbers(topic, 0, 20);
    TrackedStream stream = tracker.stream("vanished");
    store(stream, offsets(3, 4).withOffset(topic, 7, 70));
    run(stream, resume(stream, Surprise.VANISHED, Answer.KEEP), "one");
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10).withOffset(topic, 7, 70));

    run(stream, resume(stream, Surprise.VANISHED, Answer.DROP), "two");
    assertThat(stored(stream).offsets()).isEqualTo(offsets(10, 10));
  }

  @Test
  void aLookBesideTheRunningJobChangesNothing() throws Exception {
    kafka.produceNumbers(topic, 0, 20);
    TrackedStream stream = tracker.stream("running");
    StreamingQuery query = start(stream, "one");
    query.processAllAvailable();
    stream.flush(LIMIT);
    kafka.produceNumbers(topic, 20, 30);
    query.processAllAvailable();
    stream.flush(LIMIT);
    OffsetCommit before = stored(stream);
    String status = stream.status().toString();
    Optional<ResumePlan> loaded = stream.plan();
    TestLog log = TestLog.sinceNow();

    OffsetStore store = tracker.recorder().store();
    // region look
    Resume resume = Resume.from(store, stream.id()).firstTimeFails();
    ResumePlan plan = source().ask(resume::plan);
    System.out.println(plan.describe());
    // endregion look
    Resume tracked = stream.resume().firstTime(StartingOffsets.latest());
    assertThat(source().ask(tracked::plan).toJson()).isEqualTo(plan.toJson());
    assertThat(source().startingOffsets(resume).check(spark).errors()).isEmpty();

    assertThat(plan.start()).isEqualTo(offsets(15, 15));
    assertThat(stored(stream)).isEqualTo(before);
    assertThat(stream.status()).hasToString(status);
    assertThat(stream.plan()).isEqualTo(loaded);
    assertThat(log.lines("running")).isEmpty();
    kafka.produceNumbers(topic, 30, 40);
    query.processAllAvailable();
    stream.flush(LIMIT);
    assertThat(stored(stream).generation()).isEqualTo(before.generation());
    assertThat(sink.records()).hasSize(40);
  }

  @Test
  void whatAPolicySaysIsShort() {
    kafka.createTopic(topic + "-audit", 1);
    TrackedStream orders = tracker.stream("policy");
    String audit = topic + "-audit";
    // region policy
    ResumePolicy policy =
        ResumePolicy.standard()
            .on(Surprise.AGED_OUT, Answer.EARLIEST)
            .forTopic(audit, Surprise.AGED_OUT, Answer.FAIL);
    Resume resume = orders.resume().firstTime(StartingOffsets.earliest()).policy(policy);
    // endregion policy
    Collection<ResumeLine> lines =
        KafkaStreamSource.topics(topic, audit)
            .bootstrapServers(kafka.bootstrapServers())
            .ask(resume::plan)
            .lines();
    assertThat(lines).hasSize(3);
  }
}
