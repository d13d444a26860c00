package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamIdTest {

  private static final String REASON = "; the id becomes a file, group or key name)";

  @ParameterizedTest
  @ValueSource(
      strings = {"orders", "orders to lake", "订单", "a.b", "100%", "-", "'", "\uD83D\uDE80", "été"})
  void takesAnyReadableName(String name) {
    assertThat(StreamId.of(name).name()).isEqualTo(name);
    assertThat(StreamId.of(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void refusesABlankName(String name) {
    assertThatThrownBy(() -> StreamId.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid stream id: '" + name + "' (expected a non-blank name" + REASON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "a\\b",
        "a:b",
        "a*b",
        "a?b",
        "a\"b",
        "a<b",
        "a>b",
        "a|b",
        "a\nb",
        "a\u0000b",
        "a\u007Fb",
        "a\u2028b",
        "a\u2029b"
      })
  void refusesWhatIsNotSafeInAName(String name) {
    assertRefused(name, "no control character and none of / \\ : * ? \" < > |");
  }

  @Test
  void refusesHalfACharacter() {
    assertRefused("a\uD83D", "no control character and none of / \\ : * ? \" < > |");
  }

  @ParameterizedTest
  @ValueSource(strings = {".a", "a.", " a", "a ", ".", ".."})
  void refusesADotOrSpaceAtAnEnd(String name) {
    assertRefused(name, "no dot or space at either end");
  }

  @ParameterizedTest
  @CsvSource({"x,200", "é,100", "订,66"})
  void countsBytes(String letter, int most) {
    String longest = String.join("", Collections.nCopies(most, letter));
    assertThat(StreamId.of(longest).name()).isEqualTo(longest);
    int bytes = (most + 1) * (letter.equals("x") ? 1 : letter.equals("é") ? 2 : 3);
    assertRefused(longest + letter, "at most 200 bytes in UTF-8, found " + bytes);
  }

  @Test
  void refusesNull() {
    assertThatThrownBy(() -> StreamId.of(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name");
  }

  @Test
  void isAValueOrderedByName() {
    assertThat(StreamId.of("a")).isEqualTo(StreamId.of("a")).hasSameHashCodeAs(StreamId.of("a"));
    assertThat(StreamId.of("a")).isNotEqualTo(StreamId.of("A")).isNotEqualTo("a");
    assertThat(StreamId.of("a")).isLessThan(StreamId.of("b"));
  }

  private static void assertRefused(String name, String rule) {
    assertThatThrownBy(() -> StreamId.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid stream id: '" + name + "' (expected " + rule + REASON);
  }
}
