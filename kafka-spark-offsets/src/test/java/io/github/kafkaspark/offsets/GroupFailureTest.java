package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;

class GroupFailureTest {

  @Test
  void namesTheRightsThatAreMissing() {
    assertThat(
            GroupFailure.explain(
                new KafkaException(
                    "in an error state", new TransactionalIdAuthorizationException("not allowed")),
                "offsets-orders"))
        .isEqualTo(
            "in an error state; grant this user Write and Describe on the transactional id "
                + "'offsets-orders', Read on the group 'offsets-orders' and on its topics, and "
                + "IdempotentWrite on clusters before 2.8");
  }

  @Test
  void saysWhatToLookAtWhenNobodyAnswers() {
    assertThat(GroupFailure.explain(new TimeoutException("no answer"), "group"))
        .isEqualTo(
            "no answer; see that the brokers, and the coordinators of transactions and of groups, "
                + "can be reached, or give them longer with KafkaCluster.timeout");
  }

  @Test
  void tellsFencingFromOtherFailures() {
    Exception fenced = new ProducerFencedException("newer epoch");
    assertThat(GroupFailure.isFenced(new KafkaException("error state", fenced))).isTrue();
    assertThat(GroupFailure.isFenced(new TimeoutException("late"))).isFalse();
    assertThat(GroupFailure.explain(new KafkaException((String) null), "group"))
        .isEqualTo("org.apache.kafka.common.KafkaException; see the cause");
  }
}
