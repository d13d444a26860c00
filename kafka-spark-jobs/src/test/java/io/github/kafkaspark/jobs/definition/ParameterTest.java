package io.github.kafkaspark.jobs.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.kafkaspark.jobs.api.Refusal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterTest {

  private static Parameter parameter(String keys) throws Exception {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String each : keys.split(" ", -1)) {
      String[] pair = each.split("=", 2);
      boolean list = pair[0].equals("of");
      values.put(pair[0], list ? Arrays.asList(pair[1].split(",")) : pair[1]);
    }
    return Parameter.of("p", Section.of("job", values));
  }

  private static void assertRefused(Parameter parameter, String value, String expected) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> parameter.valueOf(value))
        .withMessageContaining("parameter 'p'")
        .withMessageContaining(expected)
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(400));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type=int min=-5 max=10    | -5     | 11     | no more than 10",
        "type=int min=-5 max=10    | 10     | -6     | no less than -5",
        "type=int                  | 0      | 1e3    | a whole number",
        "type=int                  | 7      | 9999999999999999999 | a whole number",
        "type=choice of=a,b        | b      | A      | one of a, b",
        "type=boolean              | true   | yes    | one of true, false",
        "type=duration max=1h      | 60m    | 61m    | no more than 1h",
        "type=duration             | 500ms  | PT5M   | a duration such as 90s",
        "type=instant min=2026-01-01T00:00:00Z | 2026-01-31T12:00:00Z | 2025-12-31T23:59:59Z | no"
            + " less",
        "type=instant              | 2026-01-31T12:00:00Z | 2026-01-31 | an instant such as",
        "type=text maxLength=3     | abc    | abcd   | at most 3 characters",
        "type=text pattern=[a-z]+  | abc    | a1     | all of it like [a-z]+",
      })
  void takesWhatItsTypeAllows(String keys, String good, String bad, String expected)
      throws Exception {
    Parameter parameter = parameter(keys);
    assertThat(parameter.valueOf(good)).isEqualTo(good);
    assertRefused(parameter, bad, expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$(id)",
        "a;b",
        "a\nb",
        "a\u0000b",
        "../x",
        "`id`",
        "a|b",
        "a>b",
        "'",
        "\"",
        "${HOME}"
      })
  void takesNoTextThatCouldMeanSomethingElse(String value) throws Exception {
    assertRefused(parameter("type=text"), value, "characters in one line");
  }

  @Test
  void takesNoSecondLineWhateverThePatternSays() throws Exception {
    assertRefused(parameter("type=text pattern=(?s).*"), "a\nb", "in one line");
  }

  @Test
  void saysNeitherASecretNorAllOfALongValue() throws Exception {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> parameter("type=text secret=true").valueOf("hush;"))
        .withMessageContaining("***")
        .withMessageNotContaining("hush");
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> parameter("type=int").valueOf("9".repeat(10_000)))
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
  }

  @Test
  void isMissingWithoutADefault() throws Exception {
    assertRefused(parameter("type=int"), null, "is missing (expected a whole number)");
    assertThat(parameter("type=int default=5").valueOf(null)).isEqualTo("5");
    assertThat(parameter("type=text secret=true default=x").view().defaultValue()).isEqualTo("***");
  }
}
