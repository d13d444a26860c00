package io.github.kafkaspark.offsets;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.offsets.store.StreamId;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a stream wants to know of the brokers: whose its topics are. It asks once a minute at most,
 * in the background, since an answer may take as long as the brokers let it. Only the store's
 * thread uses it.
 */
final class TopicQuestions {

  private static final Logger LOG = LoggerFactory.getLogger(TopicQuestions.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final StreamId stream;
  private final SharedParts shared;
  private final BiConsumer<StreamClaim, Map<String, TopicIdentity>> answered;
  private StreamClaim asking;
  private Map<KafkaCluster, Set<String>> questions = Collections.emptyMap();

  /** When it asked last, by the shared clock; null if it never has. */
  private Long askedAt;

  /**
   * @param answered gets each answer, with the claim that has asked; on a thread of the background
   */
  TopicQuestions(
      StreamId stream,
      SharedParts shared,
      BiConsumer<StreamClaim, Map<String, TopicIdentity>> answered) {
    this.stream = stream;
    this.shared = shared;
    this.answered = answered;
  }

  /** From now on these are the questions, and no others: for each cluster the topics. */
  void are(StreamClaim claim, Map<KafkaCluster, Set<String>> next) {
    asking = claim;
    questions = next;
  }

  /** Asks if it is time. What nobody answers is asked again after a later batch. */
  void ask() {
    long now = shared.clock.getAsLong();
    if (questions.isEmpty() || (askedAt != null && now - askedAt <= PAUSE.toNanos())) {
      return;
    }
    askedAt = now;
    StreamClaim claim = asking;
    Map<KafkaCluster, Set<String>> asked = questions;
    questions = Collections.emptyMap(); // A query that has ended needs no answer any more.
    asked.forEach(
        (brokers, topics) -> shared.background.execute(() -> ask(claim, brokers, topics)));
  }

  private void ask(StreamClaim claim, KafkaCluster brokers, Set<String> topics) {
    try {
      answered.accept(claim, shared.identities.ask(brokers, topics));
    } catch (RuntimeException | LinkageError e) {
      LOG.warn(
          "The brokers do not tell whose the topics {} of '{}' are; asking again after a later batch",
          topics,
          stream,
          e);
    }
  }
}
