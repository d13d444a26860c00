package io.github.kafkaspark;

import static java.util.Arrays.asList;
import static java.util.Collections.emptyMap;
import static java.util.Collections.singleton;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicSelectionTest {

  private static Map<String, Integer> existing(String... topics) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String topic : topics) {
      counts.merge(topic, 1, Integer::sum);
    }
    return counts;
  }

  private static boolean selects(TopicSelection selection, String topic) {
    return selection.selects(new TopicPartition(topic, 0));
  }

  @Nested
  class Topics {

    private final TopicSelection selection = TopicSelection.topics(asList("b", "a", "b"));

    @Test
    void areSparksSubscribe() {
      assertThat(selection.option()).isEqualTo("subscribe");
      assertThat(selection.value()).isEqualTo("a,b");
      assertThat(selection).hasToString("topics 'a,b'");
      assertThat(TopicSelection.topics(singleton("a"))).hasToString("topic 'a'");
    }

    @Test
    void takeAllPartitionsInOrder() {
      assertThat(selection.among(existing("b", "c", "a", "b")))
          .extracting(TopicPartition::toString)
          .containsExactly("a-0", "b-0", "b-1");
    }

    @Test
    void takePartitionsThatComeLater() {
      assertThat(selection.selects(new TopicPartition("a", 7))).isTrue();
      assertThat(selects(selection, "c")).isFalse();
      assertThat(selects(selection, "ab")).isFalse();
    }

    @Test
    void areMissedByName() {
      assertThat(selection.named()).containsExactly("a", "b");
      assertThat(selection.missingAmong(existing("b", "c"))).containsExactly("a");
      assertThat(selection.missingAmong(existing("a", "b", "c"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A.b_c-9", "...", "__consumer_offsets"})
    void mayHaveAnyLegalName(String name) {
      assertThat(TopicSelection.topics(singleton(name)).value()).isEqualTo(name);
    }

    @Test
    void mayHaveNamesOf249Characters() {
      String name = String.join("", Collections.nCopies(249, "a"));

      assertThat(TopicSelection.topics(singleton(name)).value()).isEqualTo(name);
      assertThatThrownBy(() -> TopicSelection.topics(singleton(name + "a")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Invalid topic: '" + name + "a' (expected 1 to 249 of ");
    }
  }

  @Nested
  class Patterns {

    @Test
    void areSparksSubscribePatternAnchored() {
      TopicSelection selection = TopicSelection.pattern("orders-.*");

      assertThat(selection.option()).isEqualTo("subscribePattern");
      assertThat(selection.value()).isEqualTo("\\A(?:orders-.*)\\z");
      assertThat(selection).hasToString("topic pattern 'orders-.*'");
    }

    @Test
    void meanTheWholeName() {
      TopicSelection selection = TopicSelection.pattern("orders");

      assertThat(selects(selection, "orders")).isTrue();
      assertThat(selects(selection, "my-orders")).isFalse();
      assertThat(selects(selection, "orders-2")).isFalse();
      assertThat(selects(selection, "Orders")).isFalse();
    }

    @Test
    void meanTheWholeNameOnEachSideOfAnAlternation() {
      TopicSelection selection = TopicSelection.pattern("a|b");

      assertThat(selects(selection, "a")).isTrue();
      assertThat(selects(selection, "b")).isTrue();
      assertThat(selects(selection, "ax")).isFalse();
      assertThat(selects(selection, "xb")).isFalse();
      assertThat(selects(selection, "ab")).isFalse();
    }

    @Test
    void mayHaveAnchorsFlagsAndGroupsOfTheirOwn() {
      assertThat(selects(TopicSelection.pattern("^orders$"), "orders")).isTrue();
      assertThat(selects(TopicSelection.pattern("(?i)ORDERS"), "orders")).isTrue();
      assertThat(selects(TopicSelection.pattern("(.)-\\1"), "a-a")).isTrue();
      assertThat(selects(TopicSelection.pattern("(.)-\\1"), "a-b")).isFalse();
    }

    /** What Spark does with the value: any part of the name from 3.4 on, all of it before. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "ax", "xb", "ab", "xax"})
    void meanTheSameToFindAndToMatches(String topic) {
      TopicSelection selection = TopicSelection.pattern("a|b");
      Matcher matcher = Pattern.compile(selection.value()).matcher(topic);

      assertThat(matcher.find()).isEqualTo(selects(selection, topic));
      assertThat(matcher.matches()).isEqualTo(selects(selection, topic));
    }

    @Test
    void mayMeanNothingYet() {
      assertThat(TopicSelection.pattern("orders").among(emptyMap())).isEmpty();
      assertThat(TopicSelection.pattern("orders").named()).isEmpty();
      assertThat(TopicSelection.pattern("orders").missingAmong(emptyMap())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void areNotBlank(String regex) {
      assertThatThrownBy(() -> TopicSelection.pattern(regex))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid topic pattern: '" + regex + "' (expected a non-blank regular expression)");
    }

    @Test
    void mustCompile() {
      assertThatThrownBy(() -> TopicSelection.pattern("orders-["))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid topic pattern: 'orders-[' (expected a Java regular expression: Unclosed "
                  + "character class near index 7)")
          .hasCauseInstanceOf(PatternSyntaxException.class);
    }

    @Test
    void cannotCloseTheAnchoringGroup() {
      assertThatThrownBy(() -> TopicSelection.pattern("a)|(?:b"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "Invalid topic pattern: 'a)|(?:b' (expected a Java regular expression: Unmatched ");
    }
  }

  @Nested
  class Partitions {

    private final TopicSelection selection =
        TopicSelection.partitions(
            asList(
                new TopicPartition("b", 10),
                new TopicPartition("b", 9),
                new TopicPartition("a", 0),
                new TopicPartition("b", 9)));

    @Test
    void areSparksAssign() {
      assertThat(selection.option()).isEqualTo("assign");
      assertThat(selection.value()).isEqualTo("{\"a\":[0],\"b\":[9,10]}");
      assertThat(selection).hasToString("partitions [a-0, b-9, b-10]");
    }

    @Test
    void areThoseAndNoOther() {
      Map<String, Integer> existing = existing("a", "a", "c");
      existing.put("b", 12);

      assertThat(selection.among(existing))
          .extracting(TopicPartition::toString)
          .containsExactly("a-0", "b-9", "b-10");
      assertThat(selection.selects(new TopicPartition("a", 1))).isFalse();
    }

    @Test
    void mustExist() {
      assertThatThrownBy(() -> selection.requirePartitionsAmong(existing("a", "b", "b", "c")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid partitions [a-0, b-9, b-10]: [b-9, b-10] do not exist (expected partitions "
                  + "below the number that each topic has: {a=1, b=2})");
    }

    @Test
    void mustBeOfTopicsThatExist() {
      assertThat(selection.missingAmong(existing("a"))).containsExactly("b");
    }
  }
}
