package io.github.kafkaspark.offsets.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** What only a broker can say is tested with one, in KafkaOffsetStoreRightsIT. */
class GroupFailureTest {

  @Test
  void looksForTheReasonAmongTheCauses() {
    assertThat(
            GroupFailure.explain(
                new KafkaException(
                    "in an error state", new TransactionalIdAuthorizationException("not allowed")),
                "offsets-orders"))
        .isEqualTo(
            "not allowed; grant this user Write and Describe on the transactional id "
                + "'offsets-orders', or use OffsetStores.kafkaWithoutTransactions, which needs "
                + "none");
  }

  @Test
  void saysWhatToLookAtWhenNobodyAnswers() {
    assertThat(GroupFailure.explain(new TimeoutException("no answer"), "group"))
        .isEqualTo(
            "no answer; see that the brokers, and the coordinators of transactions and of groups, "
                + "can be reached, or give them longer with KafkaCluster.timeout");
    assertThat(GroupFailure.explain(new CoordinatorNotAvailableException("no answer"), "group"))
        .isEqualTo(
            "no answer; see that the brokers can keep the topic __transaction_state, which wants "
                + "as many of them as their transaction.state.log.replication.factor says, or use "
                + "OffsetStores.kafkaWithoutTransactions, which needs no such coordinator, or give "
                + "them longer with KafkaCluster.timeout");
  }

  @Test
  void saysThatMembersAreInTheWay() {
    assertThat(GroupFailure.explain(new KafkaException(new CommitFailedException()), "group"))
        .endsWith(
            "; consumers are members of the group 'group': stop them (a query's kafka.group.id "
                + "must be another one), or choose another group prefix");
  }

  @Test
  void tellsFencingFromOtherFailures() {
    Exception fenced = new ProducerFencedException("newer epoch");
    assertThat(GroupFailure.isFenced(new KafkaException("error state", fenced))).isTrue();
    assertThat(
            GroupFailure.isFenced(
                new KafkaException(
                    "Unexpected error in TxnOffsetCommitResponse: "
                        + Errors.INVALID_TXN_STATE.message())))
        .isTrue();
    assertThat(
            GroupFailure.isFenced(
                new KafkaException(
                    "Unhandled error in EndTxnResponse: " + Errors.UNKNOWN_SERVER_ERROR.message())))
        .isTrue();
    assertThat(GroupFailure.isFenced(new TimeoutException("late"))).isFalse();
    assertThat(GroupFailure.explain(new KafkaException((String) null), "group"))
        .isEqualTo("org.apache.kafka.common.KafkaException; see the cause");
  }
}
