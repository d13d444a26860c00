package io.github.kafkaspark;

import static java.util.Collections.singleton;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;

class ConnectionFailureTest {

  private final KafkaCluster cluster =
      KafkaCluster.at("broker:9092").timeout(Duration.ofSeconds(2));

  private String message(KafkaException failure) {
    RuntimeException thrown = ConnectionFailure.of("ask", cluster, failure);
    assertThat(thrown).isInstanceOf(IllegalStateException.class).hasCause(failure);
    return thrown.getMessage();
  }

  @Test
  void namesTheClientsThatTheBrokersDoNotUnderstand() {
    assertThat(message(new UnsupportedVersionException("no FETCH of version 2")))
        .isEqualTo(
            "Cannot ask the Kafka brokers 'broker:9092': kafka-clients "
                + AppInfoParser.getVersion()
                + " on the class path have no version of the request that the brokers know (no "
                + "FETCH of version 2); add org.apache.kafka:kafka-clients of a version nearer to "
                + "the brokers' to the application");
  }

  @Test
  void namesTheMechanismThatTheBrokersLack() {
    assertThat(message(new UnsupportedSaslMechanismException("no X, but [PLAIN]")))
        .isEqualTo(
            "Cannot ask the Kafka brokers 'broker:9092': the brokers refuse the login (no X, but "
                + "[PLAIN]); choose a mechanism of KafkaCluster.sasl that the brokers have");
  }

  @Test
  void namesALoginThatHasFailedBeforeABrokerWasAsked() {
    assertThat(message(new KafkaException(new LoginException("no keytab"))))
        .isEqualTo(
            "Cannot ask the Kafka brokers 'broker:9092': the login has failed before a broker was "
                + "asked (no keytab); check the keytab, the ticket cache or the login module given "
                + "to KafkaCluster.sasl");
  }

  @Test
  void namesTheRightToReadTopics() {
    assertThat(message(new TopicAuthorizationException(singleton("orders"))))
        .isEqualTo(
            "Cannot ask the Kafka brokers 'broker:9092': Not authorized to access "
                + "topics: [orders]; grant this user Describe and Read on the topics");
  }

  @Test
  void namesTheRightToReadAGroup() {
    KafkaException refusal = new GroupAuthorizationException("orders-job");
    String reason =
        "Not authorized to access group: orders-job; grant this user Read on the group "
            + "'orders-job'";

    assertThat(message(refusal)).isEqualTo("Cannot ask the Kafka brokers 'broker:9092': " + reason);
    assertThat(ConnectionFailure.ofGroup(ConnectionFailure.of("ask", cluster, refusal)))
        .contains(reason);
    assertThat(ConnectionFailure.ofGroup(new IllegalStateException(new KafkaException("other"))))
        .isEmpty();
  }
}
