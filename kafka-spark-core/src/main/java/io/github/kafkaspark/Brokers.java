package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.HostRequirements;
import java.util.Collection;
import java.util.function.Function;

/** Asks the brokers of a cluster without a source. */
public final class Brokers {

  private Brokers() {}

  /**
   * Asks about topics, for a look: {@link BrokerOffsets#isCheck} is true.
   *
   * <pre>{@code
   * TopicOffsets end = Brokers.ask(cluster, singleton("orders"), BrokerOffsets::end);
   * }</pre>
   *
   * @param topics the answers lack those that do not exist, or that the user may not describe
   * @throws NullPointerException if an argument or a topic is null
   * @throws IllegalArgumentException if there is no topic, or one whose name Kafka does not allow,
   *     or Kafka's clients do not take a property's value
   * @throws IllegalStateException if the brokers do not answer, or kafka-clients are older than 1.1
   */
  public static <T> T ask(
      KafkaCluster cluster, Collection<String> topics, Function<BrokerOffsets, T> question) {
    requireNonNull(cluster, "cluster");
    requireNonNull(question, "question");
    TopicSelection selection = TopicSelection.topics(topics);
    HostRequirements.requireKafkaClients();
    try (BrokerLookup brokers =
        new BrokerLookup(cluster, selection, BrokerLookup.Purpose.CHECK, DataLoss.FAIL)) {
      return question.apply(brokers);
    }
  }
}
