package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.internal.CommittedOffsets;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.WriterState;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits as a consumer does that is no member of the group. Nothing keeps another claim from
 * committing, so each step looks first; a large commit goes in parts, one after the other.
 *
 * <pre>
 * step    what it does                         others meanwhile       a failure leaves
 * begin   a new consumer, asks nobody          may do anything        the group as it was
 * start   commits the START,                   may commit over it     the START there, in parts or
 *         looks: a newer claim?                may claim              not; the claim begins, looks
 * append  looks and commits in one call, if    may commit in between  the attempt in doubt, there
 *         the group is as it was left; else                           in parts at worst
 *         looks who it was, and commits        may commit in between
 *         if it was no newer claim
 * keep    looks: a newer claim?                may claim              the newest commit
 *         commits the newest again             may commit in between  the newest commit
 * settle  looks: a newer claim?                may claim              the attempt in doubt
 *         begins, reads the newest:            may claim              the attempt in doubt
 *         is it the attempt?
 * </pre>
 *
 * <p>What another commits unseen, the look of the next step sees. What is there in part, the next
 * append replaces.
 */
final class LookingProtocol implements GroupProtocol {

  private static final Logger LOG = LoggerFactory.getLogger(LookingProtocol.class);

  private final GroupView view;
  private final GroupStep step;
  private final RenewedClient<KafkaConsumer<byte[], byte[]>> consumer;

  LookingProtocol(GroupView view, GroupStep step) {
    this.view = view;
    this.step = step;
    this.consumer =
        new RenewedClient<>(() -> GroupClients.consumer(view.reader().cluster(), view.group()));
  }

  @Override
  public GroupView view() {
    return view;
  }

  @Override
  public void begin(Limit limit) {
    consumer.renew();
  }

  @Override
  public boolean isReady() {
    return consumer.isReady();
  }

  @Override
  public boolean start(OffsetCommit start, Limit limit) {
    commit(write(start), limit);
    view.accept(start);
    return view.newerClaim(start, null, limit) == 0;
  }

  @Override
  public void append(WriterState<OffsetCommit> state, Limit limit) {
    if (!view.isStored()) {
      view.requireNoNewerClaim(state, limit);
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = write(state.attempt());
    if (!commitIf(view.marks(), offsets, limit)) {
      view.requireNoNewerClaim(state, limit);
      commit(offsets, limit);
    }
    view.accept(state);
  }

  @Override
  public void keep(WriterState<OffsetCommit> state, GroupTopics topics, Limit limit) {
    view.requireNoNewerClaim(state, limit);
    commit(topics.stillThere(write(state.latest()), limit), limit);
  }

  @Override
  public void settle(WriterState<OffsetCommit> state, Limit limit) {
    view.requireNoNewerClaim(state, limit);
    begin(limit);
    view.look(newestIfWhole(limit), state);
  }

  /** A commit may be there in part; then the next one replaces it. */
  private Optional<GroupCommit> newestIfWhole(Limit limit) {
    try {
      return view.newest(limit);
    } catch (OffsetStoreException e) {
      LOG.debug("The group '{}' has parts of a commit", view.group(), e);
      return Optional.empty();
    }
  }

  /** No other claim could have ended the append, so there is none to wait for. */
  @Override
  public void recover(Exception failure, WriterState<OffsetCommit> state, Limit limit) {
    settle(state, limit);
  }

  private Map<TopicPartition, OffsetAndMetadata> write(OffsetCommit commit) {
    Map<TopicPartition, OffsetAndMetadata> whole = view.write(commit);
    return GroupParts.of(view.group(), whole).size() == 1 ? whole : view.writeInParts(commit);
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> offsets, Limit limit) {
    boolean unused = commitIf(Collections.emptyMap(), offsets, limit);
  }

  /**
   * The look and the commit are one call, so that there is little between them.
   *
   * @param expected what the group has, if nobody else has committed to it
   * @return whether it has committed; if not, something else is there
   */
  private boolean commitIf(
      Map<TopicPartition, OffsetAndMetadata> expected,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      Limit limit) {
    return offsets.isEmpty()
        || consumer.call(
            "commit the offsets",
            limit,
            client -> {
              if (!CommittedOffsets.of(client, expected.keySet()).equals(expected)) {
                return false;
              }
              for (Map<TopicPartition, OffsetAndMetadata> part :
                  GroupParts.of(view.group(), offsets)) {
                step.before();
                client.commitSync(part);
              }
              step.after();
              return true;
            });
  }

  @Override
  public void discard() {
    consumer.discard();
  }

  @Override
  public void close() {
    consumer.close();
    view.close();
  }
}
