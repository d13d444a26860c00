package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.WriterState;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Commits in transactions whose id is the group's name. Of the producers with this id the brokers
 * let only the newest commit: it fences the others. The newest commit in the group decides who goes
 * on if that producer is lost.
 *
 * <pre>
 * step     what it does                       others meanwhile          a failure leaves
 * begin    a new producer, which fences all   may begin, and fence it   the group as it was
 * start    commits the START in one           may begin, and fence it   the START there or not;
 *          transaction, sees it in the group                            the claim begins, and looks
 * append   commits as start does              may claim, and fence it   the attempt in doubt
 * keep     as start, but does not look        may claim, and fence it   the newest commit
 * settle   reads the newest: replaced?        may claim                 the attempt in doubt
 *          begins                             are fenced, claim anew    the attempt in doubt
 *          reads the newest: the attempt?     may claim                 the attempt in doubt
 * recover  if fenced, waits for the START     go on with the claim      the attempt in doubt
 *          of who did it; settles
 * </pre>
 *
 * <p>To settle, the first read comes before the new producer, which would fence a claim that has
 * rightly replaced this one.
 */
final class FencedProtocol implements GroupProtocol {

  /** The time after which a commit that the group does not show is lost there. */
  private static final Duration MOMENT = Duration.ofMillis(300);

  /** The time for which a fenced writer waits for the START of the claim that has fenced it. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final GroupView view;
  private final GroupStep step;
  private final RenewedClient<KafkaProducer<byte[], byte[]>> producer;

  FencedProtocol(GroupView view, GroupStep step) {
    this.view = view;
    this.step = step;
    this.producer =
        new RenewedClient<>(() -> GroupClients.producer(view.reader().cluster(), view.group()));
  }

  @Override
  public GroupView view() {
    return view;
  }

  /** A transaction of the producer before is undone. */
  @Override
  public void begin(Limit limit) {
    producer.renew();
    try {
      boolean unused =
          producer.call(
              "begin with the transactional id",
              limit,
              client -> {
                client.initTransactions();
                return true;
              });
    } catch (TimeoutException e) {
      discard();
      throw new CoordinatorNotAvailableException(
          "no transaction coordinator has answered: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      discard();
      throw e;
    }
  }

  @Override
  public boolean isReady() {
    return producer.isReady();
  }

  @Override
  public boolean start(OffsetCommit start, Limit limit) {
    commitAndSee(start, limit);
    view.accept(start);
    return true;
  }

  @Override
  public void append(WriterState<OffsetCommit> state, Limit limit) {
    commitAndSee(state.attempt(), limit);
    view.accept(state);
  }

  @Override
  public void keep(WriterState<OffsetCommit> state, GroupTopics topics, Limit limit) {
    commit(topics.stillThere(view.write(state.latest()), limit), limit);
  }

  @Override
  public void settle(WriterState<OffsetCommit> state, Limit limit) {
    view.look(view.newest(limit), state);
    begin(limit);
    // From here on nothing of this writer is under way, and no other can commit.
    view.look(view.newest(limit), state);
  }

  @Override
  public void recover(Exception failure, WriterState<OffsetCommit> state, Limit limit) {
    if (GroupFailure.isFenced(failure)) {
      awaitStart(state, limit);
    }
    settle(state, limit);
  }

  /** A claim has fenced this writer, maybe without its START yet: waits whether that comes. */
  private void awaitStart(WriterState<OffsetCommit> state, Limit limit) {
    if (!view.isStored()) {
      // Nothing in the group can show that this claim was the newest one.
      throw state.replacedBy(0);
    }
    Limit patience = Limit.of(PATIENCE);
    while (!patience.isOver()) {
      view.look(view.newest(limit), state);
      limit.require("find who has claimed the stream");
      limit.pause(Duration.ofMillis(20));
    }
  }

  /** The coordinator promises a commit; the group shows it a moment later. */
  private void commitAndSee(OffsetCommit commit, Limit limit) {
    Map<TopicPartition, OffsetAndMetadata> offsets = view.write(commit);
    commit(offsets, limit);
    while (!offsets.isEmpty() && !isShown(offsets, commit, limit)) {
      // All producers of a transactional id have one id at the brokers, where a request that an
      // older one sent before it was fenced, and that comes late, can take this commit's place.
      if (view.isReplaced(view.newest(limit), commit)) {
        throw new ProducerFencedException("a newer claim is in the group");
      }
      begin(limit);
      commit(offsets, limit);
    }
  }

  private boolean isShown(
      Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommit commit, Limit limit) {
    TopicPartition first = offsets.keySet().iterator().next();
    return view.reader().shows(first, GroupTag.brief(commit), MOMENT, limit);
  }

  /** Commits all of it or nothing. */
  private void commit(Map<TopicPartition, OffsetAndMetadata> offsets, Limit limit) {
    if (offsets.isEmpty()) {
      return;
    }
    boolean unused =
        producer.call(
            "commit the offsets in a transaction",
            limit,
            client -> {
              client.beginTransaction();
              for (Map<TopicPartition, OffsetAndMetadata> part :
                  GroupParts.of(view.group(), offsets)) {
                GroupClients.send(client, part, view.group());
              }
              step.before();
              client.commitTransaction();
              step.after();
              return true;
            });
  }

  @Override
  public void discard() {
    producer.discard();
  }

  @Override
  public void close() {
    producer.close();
    view.close();
  }
}
