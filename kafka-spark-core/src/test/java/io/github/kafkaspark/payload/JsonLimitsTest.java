package io.github.kafkaspark.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLimitsTest {

  private static final StructType SCHEMA =
      new StructType()
          .add("name", DataTypes.StringType)
          .add("price", DataTypes.createDecimalType(10, 2))
          .add("all", DataTypes.createArrayType(DataTypes.createDecimalType(10, 2)))
          .add("in", new StructType().add("tax", DataTypes.createDecimalType(10, 2)));

  private final JsonLimits limits = new JsonLimits(SCHEMA);

  private static byte[] utf8(String json) {
    return json.getBytes(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"price\":1e9999}",
        "{\"price\":1e+00000000000000000009}",
        "{\"price\":\"12.50\"}",
        "{\"price\":1e2,\"name\":\"98e40123\"}",
        "{\"name\":\"1e20000000\",\"price\":1}",
        "{\"name\":\"say \\\"1e20000000\\\"\",\"all\":[1,2.5]}",
        "{\"name\":1e20000000}",
        "{\"all\":[],\"other\":{\"id\":\"1e20000000\"},\"name\":\"1e20000000\"}",
        "{\"price\":\"1\u00a0000,5\"}",
        "{\"price\":",
        "{\"price",
        ""
      })
  void passesWhatSparkDecodesInNoTime(String json) {
    assertThat(limits.call(utf8(json))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"price\":1e20000000}",
        "{\"price\":-1.5E+10000}",
        "{\"price\":1e-00020000}",
        "{\"price\":\"1e20000000\"}",
        "{\"price\":\" 1e20000000 \"}",
        "{'price':'1e20000000'}",
        "{price:1e20000000}",
        "{\"price\" : \t1e20000000",
        "{\"price\":\"1e20000000\" x}",
        "{\"price\":1e20000000 x}",
        "{\"pr\\u0069ce\":1e20000000}",
        "{\"price\":\"\\u0031e20000000\"}",
        "{\"price\":\"1e\uff12\uff10\uff10\uff10\uff10\"}",
        "{\"all\":[1,1e20000000]}",
        "{\"all\":[{\"name\":1},1e20000000]}",
        "{\"in\":{\"tax\":1e20000000}}",
        "{\"price\"/*:*/:1e20000000}",
        "{\"price\"/*\"*/:1e20000000,\"x\"/*\"*/:1}",
        "\"\\",
        "1e20000000"
      })
  void stopsADecimalThatSparkWouldWriteOut(String json) {
    assertThat(limits.call(utf8(json))).isFalse();
  }

  @Test
  void takesAnyNameForADecimalWhereAMapHasThem() {
    StructType schema =
        new StructType()
            .add(
                "prices",
                DataTypes.createMapType(
                    DataTypes.StringType,
                    DataTypes.createArrayType(DataTypes.createDecimalType(9, 0))));
    JsonLimits ofMap = new JsonLimits(schema);
    assertThat(ofMap.call(utf8("{\"prices\":{\"any\":[1e20000000]}}"))).isFalse();
    assertThat(ofMap.call(utf8("{\"prices\":{\"any\":[1e20]}}"))).isTrue();
  }

  @Test
  void letsAnExponentBeWhereThereIsNoDecimal() {
    JsonLimits ofText = new JsonLimits(new StructType().add("price", DataTypes.DoubleType));
    assertThat(ofText.hasDecimals()).isFalse();
    assertThat(ofText.call(utf8("{\"price\":1e20000000}"))).isTrue();
  }

  @Test
  void stopsANumberOfMoreDigitsThanNewerParsersTake() {
    JsonLimits ofText = new JsonLimits(new StructType().add("name", DataTypes.StringType));
    String digits = String.join("", Collections.nCopies(JsonLimits.DIGITS, "1"));
    assertThat(ofText.call(utf8("{\"name\":" + digits + "}"))).isTrue();
    assertThat(ofText.call(utf8("{\"name\":" + digits + "1}"))).isFalse();
    assertThat(ofText.call(utf8("{\"name\":\"" + digits + "1\"}"))).isTrue();
    assertThat(limits.call(utf8("{\"price\":\"" + digits + "1\"}"))).isFalse();
  }

  @Test
  void stopsWhatIsNestedTooDeep() {
    String open = String.join("", Collections.nCopies(JsonLimits.DEPTH, "["));
    String close = open.replace('[', ']');
    assertThat(limits.call(utf8(open + close))).isTrue();
    assertThat(limits.call(utf8("{\"name\":" + open + close + "}"))).isFalse();
    assertThat(limits.call(utf8("{\"name\":\"[" + open + "\"}"))).isTrue();
    assertThat(limits.call(null)).isTrue();
  }
}
