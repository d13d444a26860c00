package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MissingTopicsTest {

  private static final List<String> ALL = Arrays.asList("orders", "payments", "stock");

  private static String refusal(List<String> missing, List<String> refused) {
    return MissingTopics.of(
            TopicSelection.topics(missing), new TreeSet<>(missing), new TreeSet<>(refused), ALL)
        .getMessage();
  }

  @Test
  void areNamedWithTheTopicThatMayBeMeant() {
    assertThat(refusal(Arrays.asList("Order"), Arrays.asList()))
        .isEqualTo(
            "Invalid topic 'Order': the brokers do not know [Order]; did you mean 'orders'? "
                + "(expected topics that exist and that this client may describe; create them, or "
                + "select them by topicPattern if they appear later)");
  }

  @Test
  void areNamedEachWithItsOwn() {
    assertThat(refusal(Arrays.asList("ordrs", "paymnts", "customers"), Arrays.asList()))
        .startsWith(
            "Invalid topics 'customers,ordrs,paymnts': the brokers do not know [customers, ordrs, "
                + "paymnts]; did you mean 'orders' for 'ordrs', 'payments' for 'paymnts'? (");
  }

  @Test
  void areNamedAloneIfNoneIsNear() {
    assertThat(refusal(Arrays.asList("customers"), Arrays.asList()))
        .startsWith("Invalid topic 'customers': the brokers do not know [customers] (expected ");
  }

  @Test
  void areToldFromThoseThatThisUserMayNotDescribe() {
    assertThat(refusal(Arrays.asList("orderz"), Arrays.asList("orderz")))
        .isEqualTo(
            "Invalid topic 'orderz': the brokers do not tell this user whether there are [orderz] "
                + "(expected topics that exist and that this client may describe; grant this user "
                + "Describe and Read on [orderz])");
    assertThat(refusal(Arrays.asList("orderz", "stocks"), Arrays.asList("orderz")))
        .isEqualTo(
            "Invalid topics 'orderz,stocks': the brokers do not know [stocks]; did you mean "
                + "'stock'?; the brokers do not tell this user whether there are [orderz] (expected "
                + "topics that exist and that this client may describe; create them, or select them "
                + "by topicPattern if they appear later; grant this user Describe and Read on "
                + "[orderz])");
  }
}
