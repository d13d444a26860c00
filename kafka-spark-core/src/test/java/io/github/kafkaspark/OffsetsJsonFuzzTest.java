package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is read as offsets: either it is of the form, or the one documented exception. */
class OffsetsJsonFuzzTest {

  private static final int INPUTS = 100_000;
  private static final long SECOND = 1_000_000_000L;

  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\"orders\"",
    "\"0\"",
    "\"00\"",
    "17",
    "-1",
    "1e9",
    "0x1",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999999999",
    "null",
    "true",
    "NaN",
    "\\",
    "\\u0000",
    "\\uD800",
    "\uD83D",
    "\u0000",
    "\uFEFF",
    "\u00e9",
    " ",
    "\n",
    "//",
    "'",
    "\"-1\"",
    "\"999999999\"",
    "\"2147483648\"",
    "0.0",
    "-",
    "+",
    "{\"t\":{\"1\":2}}"
  };

  private static final String[] VALID = {
    "{}",
    "{\"orders\":{}}",
    "{\"orders\":{\"0\":17,\"1\":4},\"payments\":{\"0\":9223372036854775807}}",
    "{\n  \"a.b_c-d\": {\"2\": 0, \"3\": 1}\n}"
  };

  /** What a test takes of a core; a busy machine makes it wait for that. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Test
  void isReadOrRefusedWhateverItIs() {
    long seed = System.nanoTime();
    System.out.println("OffsetsJsonFuzzTest: seed " + seed + ", " + INPUTS + " inputs");
    Random random = new Random(seed);
    int read = 0;
    long slowest = 0;
    for (int number = 0; number < INPUTS; number++) {
      String json = random.nextInt(3) == 0 ? madeOfPieces(random) : mutated(random);
      long begun = cpu();
      try {
        TopicOffsets offsets = TopicOffsets.fromJson(json);
        read++;
        assertThat(TopicOffsets.fromJson(offsets.toJson())).isEqualTo(offsets);
      } catch (IllegalArgumentException e) {
        if (!e.getMessage().startsWith("Invalid offsets JSON at line ")) {
          fail("seed " + seed + ", input " + number + ": " + json, e);
        }
      } catch (Throwable e) {
        fail("seed " + seed + ", input " + number + ": " + json, e);
      }
      slowest = Math.max(slowest, cpu() - begun);
    }
    assertThat(slowest).as("slowest input, seed " + seed).isLessThan(SECOND);
    assertThat(read).as("inputs that were of the form, seed " + seed).isBetween(100, INPUTS - 100);
  }

  private static String madeOfPieces(Random random) {
    StringBuilder json = new StringBuilder(random.nextBoolean() ? "{\"t\":{" : "");
    int count = random.nextInt(30);
    for (int piece = 0; piece < count; piece++) {
      json.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return json.toString();
  }

  private static String mutated(Random random) {
    StringBuilder json = new StringBuilder(VALID[random.nextInt(VALID.length)]);
    int changes = random.nextInt(4);
    for (int change = 0; change < changes && json.length() > 0; change++) {
      int at = random.nextInt(json.length());
      switch (random.nextInt(4)) {
        case 0:
          json.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
          break;
        case 1:
          json.insert(at, PIECES[random.nextInt(PIECES.length)]);
          break;
        case 2:
          json.deleteCharAt(at);
          break;
        default:
          json.setLength(at);
      }
    }
    return json.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"t\":", "[", "{\"t\":{\"0\":[", "{\"t\":{\"0\":{\"t\":", "{\"t\":[{"})
  void isRefusedHoweverDeepItIs(String nested) {
    StringBuilder json = new StringBuilder();
    while (json.length() < 1_000_000) {
      json.append(nested);
    }
    long begun = cpu();
    assertThatThrownBy(() -> TopicOffsets.fromJson(json.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid offsets JSON at line 1, column ");
    assertThat(cpu() - begun).isLessThan(SECOND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"%s\":17}", "{\"t\":{\"%s\":17}}", "{\"t\":{\"0\":%s}}", "%s"})
  void isRefusedHoweverLongAWordIs(String form) {
    StringBuilder word = new StringBuilder("1");
    while (word.length() < 1_000_000) {
      word.append("0123456789");
    }
    long begun = cpu();
    assertThatThrownBy(() -> TopicOffsets.fromJson(String.format(form, word)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid offsets JSON at line 1, column ");
    assertThat(cpu() - begun).isLessThan(SECOND);
  }
}
