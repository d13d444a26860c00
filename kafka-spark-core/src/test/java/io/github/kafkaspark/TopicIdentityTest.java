package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicIdentityTest {

  private static TopicIdentity identity(String cluster, String topic) {
    TopicIdentity identity = TopicIdentity.of(cluster);
    return topic == null ? identity : identity.withTopicId(topic);
  }

  @ParameterizedTest
  @CsvSource({
    "a, one, a, one, false, false",
    "a, one, a, two, false, true",
    "a, one, b, one, true, false",
    "a, one, b, two, true, false",
    "a,    , a, two, false, false",
    "a, one, a,    , false, false",
    "a,    , b,    , true, false",
  })
  void isAnotherOnlyIfThatIsCertain(
      String cluster,
      String topic,
      String otherCluster,
      String otherTopic,
      boolean isOfOtherCluster,
      boolean isOtherLife) {
    TopicIdentity one = identity(cluster, topic);
    TopicIdentity other = identity(otherCluster, otherTopic);

    assertThat(one.isOfOtherCluster(other)).isEqualTo(isOfOtherCluster);
    assertThat(other.isOfOtherCluster(one)).isEqualTo(isOfOtherCluster);
    assertThat(one.isOtherLife(other)).isEqualTo(isOtherLife);
    assertThat(other.isOtherLife(one)).isEqualTo(isOtherLife);
  }

  @Test
  void isAValue() {
    assertThat(identity("a", "one"))
        .isEqualTo(identity("a", "one"))
        .hasSameHashCodeAs(identity("a", "one"))
        .isNotEqualTo(identity("a", null))
        .isNotEqualTo(identity("b", "one"))
        .hasToString("a/one");
    assertThat(identity("a", null)).hasToString("a");
    assertThat(identity("a", "one").clusterId()).isEqualTo("a");
    assertThat(identity("a", "one").topicId()).contains("one");
    assertThat(identity("a", null).topicId()).isEmpty();
  }

  @Test
  void refusesABlankId() {
    assertThatThrownBy(() -> TopicIdentity.of(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid cluster id: ' ' (expected what the brokers say, such as "
                + "'lkc5MkZ0RhiYVn0KYpnaoQ')");
    assertThatThrownBy(() -> TopicIdentity.of("a").withTopicId(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid topic id: ''");
    assertThatThrownBy(() -> TopicIdentity.of(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("cluster id");
  }
}
