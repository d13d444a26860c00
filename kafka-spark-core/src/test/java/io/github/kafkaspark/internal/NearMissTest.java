package io.github.kafkaspark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearMissTest {

  private static final List<String> NAMES =
      Arrays.asList("max.poll.records", "max.poll.interval.ms", "acks", "fetch.max.bytes");

  @ParameterizedTest
  @CsvSource({
    "max.poll.record, max.poll.records",
    "MAX_POLL_RECORDS, max.poll.records",
    "maxPollRecords, max.poll.records",
    "max.poll.recrods, max.poll.records",
    "max.poll.interval, max.poll.interval.ms",
    "ack, ",
    "akcs, acks",
    "caks, acks",
    "acsk, acks",
    "maxpollrecrodsx, max.poll.records",
    "skca, ",
    "aks, ",
    "acks2, acks",
  })
  void isASlipOfAFewCharacters(String name, String meant) {
    assertThat(NearMiss.of(name, NAMES).orElse(null)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "our.own.property", "max.poll", "records"})
  void isNothingElse(String name) {
    assertThat(NearMiss.of(name, NAMES)).isEmpty();
  }

  @Test
  void namesAsManyAsAskedForTheNearestFirst() {
    assertThat(NearMiss.nearest("max.poll.time", NAMES, 3))
        .containsExactly("max.poll.interval.ms", "max.poll.records", "acks");
    assertThat(NearMiss.nearest("FETCH.MAX", NAMES, 1)).containsExactly("fetch.max.bytes");
    assertThat(NearMiss.nearest("acks", Arrays.asList(), 2)).isEmpty();
  }

  @Test
  void isTheNearest() {
    assertThat(NearMiss.of("abcdefghx", Arrays.asList("abcdefgxx", "abcdefghi")))
        .contains("abcdefghi");
  }
}
