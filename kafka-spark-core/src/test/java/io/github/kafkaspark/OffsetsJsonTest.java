package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OffsetsJsonTest {

  private static final String FORM =
      " (expected the form {\"topic\":{\"0\":17}}: topic, partition, next offset to read)";

  private static String quoted(String text) {
    return text.replace('\'', '"');
  }

  @Nested
  class Reading {

    @Test
    void givesBackWhatWasWritten() {
      TopicOffsets offsets =
          TopicOffsets.empty()
              .withOffset("orders", 0, 17)
              .withOffset("orders", 10, 4)
              .withOffset("a.b_c-d", 2, 0);

      assertThat(offsets.toJson())
          .isEqualTo(quoted("{'a.b_c-d':{'2':0},'orders':{'0':17,'10':4}}"));
      assertThat(TopicOffsets.fromJson(offsets.toJson())).isEqualTo(offsets);
    }

    @Test
    void takesAnyOrderAndAnyWhiteSpace() {
      String json = quoted(" {'orders': {'1': 4,\r\n\t'0': 17}, 'a': {}} \n");

      assertThat(TopicOffsets.fromJson(json).toJson())
          .isEqualTo(quoted("{'orders':{'0':17,'1':4}}"));
    }

    @Test
    void takesATopicThatComesTwiceWithOtherPartitions() {
      assertThat(TopicOffsets.fromJson(quoted("{'t':{'0':1},'t':{'1':2}}")).toJson())
          .isEqualTo(quoted("{'t':{'0':1,'1':2}}"));
    }

    @Test
    void takesNoTopicAtAll() {
      assertThat(TopicOffsets.fromJson("{}")).isSameAs(TopicOffsets.empty());
      assertThat(TopicOffsets.empty().toJson()).isEqualTo("{}");
    }

    @Test
    void takesTenThousandPartitions() {
      Map<TopicPartition, Long> map = new HashMap<>();
      for (int number = 0; number < 10_000; number++) {
        map.put(new TopicPartition("orders", number), Long.MAX_VALUE - number);
      }
      TopicOffsets offsets = TopicOffsets.of(map);

      TopicOffsets read = TopicOffsets.fromJson(offsets.toJson());

      assertThat(read).isEqualTo(offsets);
      assertThat(read.partitions()).hasSize(10_000);
    }

    @Test
    void refusesNull() {
      assertThatThrownBy(() -> TopicOffsets.fromJson(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("json");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "[]                      |  1 | expected an object of topics, found '['",
          "17                      |  2 | expected an object of topics, found '17'",
          "null                    |  4 | expected an object of topics, found 'null'",
          "'orders'                |  8 | expected an object of topics, found 'orders'",
          "{'t':17}                |  7 | expected an object of partitions, found '17'",
          "{'t':null}              |  9 | expected an object of partitions, found 'null'",
          "{'t':[0,1]}             |  6 | expected an object of partitions, found '['",
          "{'t':{'x':1}}           | 11 | expected a partition number, found 'x'",
          "{'t':{'':1}}            | 10 | expected a partition number, found ''",
          "{'t':{'-1':1}}          | 12 | expected a partition number, found '-1'",
          "{'t':{'+1':1}}          | 12 | expected a partition number, found '+1'",
          "{'t':{'1.0':1}}         | 13 | expected a partition number, found '1.0'",
          "{'t':{'4294967296':1}}  | 20 | expected a partition number, found '4294967296'",
          "{'t':{'0':'17'}}        | 14 | expected a whole number, found '17'",
          "{'t':{'0':1.5}}         | 13 | expected a whole number, found '1.5'",
          "{'t':{'0':1e3}}         | 13 | expected a whole number, found '1e3'",
          "{'t':{'0':null}}        | 14 | expected a whole number, found 'null'",
          "{'t':{'0':true}}        | 14 | expected a whole number, found 'true'",
          "{'t':{'0':{}}}          | 11 | expected a whole number, found '{'",
          "{'t':{'0':1,'0':2}}     | 17 | t-0 is there twice",
          "{'t':{'0':1,'00':2}}    | 18 | t-0 is there twice",
          "{'t':{'0':1},'t':{'0':1}} | 23 | t-0 is there twice",
          "{} {}                   |  4 | expected nothing more, found '{'",
          "{'t':{'0':1}} 17        | 16 | expected nothing more, found '17'",
        })
    void saysWhereAndWhatIsWrong(String json, int column, String why) {
      assertThatThrownBy(() -> TopicOffsets.fromJson(quoted(json)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid offsets JSON at line 1, column %d: %s", column, why + FORM);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1, 12", "-2, 2, 12", "-9223372036854775808, 3, 30"})
    void refusesNegativeOffsetsAndSparksNumbersForTheEnds(long offset, int line, int column) {
      String json = String.join("", Collections.nCopies(line - 1, "\n"));

      assertThatThrownBy(() -> TopicOffsets.fromJson(json + quoted("{'t':{'3':" + offset + "}}")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid offsets JSON at line %d, column %d: negative offset %d for t-3; the words "
                  + "for the ends are StartingOffsets.earliest() and latest()%s",
              line, column, offset, FORM);
    }

    @Test
    void countsTheLines() {
      String json = quoted("{\n  'orders': {\n    '0': 17,\n    '1': '4'\n  }\n}\n");

      assertThatThrownBy(() -> TopicOffsets.fromJson(json))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid offsets JSON at line 4, column 12: expected a whole number, found '4'%s",
              FORM);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{                             | 1",
          "{'t'                          | 1",
          "{'t':                         | 1",
          "{'t':{'0'                     | 1",
          "{'t':{'0':1                   | 1",
          "{'t':{'0':1}                  | 1",
          "{'t':{'0':1}}}                | 1",
          "{'t':{'0':1,}}                | 1",
          "{'t':{'0':01}}                | 1",
          "{'t':{'0':NaN}}               | 1",
          "{'t':{'0':9223372036854775808}} | 1",
          "{'t':{0:1}}                   | 1",
          "{t:{'0':1}}                   | 1",
          "{'t':{'0':1}} // done         | 1",
          "{'t':{'0':1}} x               | 1",
          "`{'t':\n{'0':1\n'1':2}}`      | 3",
          "`{'t':{'0':1}}\n\nx`          | 3",
        })
    void saysWhereTheTextIsNoJson(String json, int line) {
      assertThatThrownBy(() -> TopicOffsets.fromJson(quoted(json)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("(?s)Invalid offsets JSON at line " + line + ", column [1-9]\\d*: .+")
          .hasMessageEndingWith(FORM)
          .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void doesNotQuoteAllOfATextThatEndsTooEarly() {
      assertThatThrownBy(() -> TopicOffsets.fromJson(quoted("{'orders':{'0':17,")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "Invalid offsets JSON at line 1, column 18: Unexpected end-of-input")
          .hasMessageEndingWith(FORM)
          .hasMessageNotContainingAny("Source", "orders");
    }

    @ParameterizedTest
    @CsvSource({"'', 1", "'  ', 1", "'\n\n', 2"})
    void saysThatNothingIsThere(String json, int line) {
      assertThatThrownBy(() -> TopicOffsets.fromJson(json))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "Invalid offsets JSON at line "
                  + line
                  + ", column [1-9]: expected an object of topics, found the end \\(.*");
    }
  }

  @Nested
  class WritingForSpark {

    @Test
    void startsPartitionsWithoutAnOffsetAtTheirEarliest() {
      TopicOffsets offsets = TopicOffsets.empty().withOffset("t", 1, 17);

      String json =
          OffsetsJson.writeComplete(
              offsets,
              Arrays.asList(
                  new TopicPartition("u", 0),
                  new TopicPartition("t", 1),
                  new TopicPartition("t", 0)));

      assertThat(json).isEqualTo(quoted("{'t':{'0':-2,'1':17},'u':{'0':-2}}"));
    }
  }
}
