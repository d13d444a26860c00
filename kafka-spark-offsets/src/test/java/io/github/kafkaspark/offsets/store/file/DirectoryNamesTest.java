package io.github.kafkaspark.offsets.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.store.StreamId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryNamesTest {

  @ParameterizedTest
  @CsvSource({
    "orders,orders",
    "Az09_-.x,Az09_-.x",
    "orders to lake,orders%20to%20lake",
    "100%,100%25",
    "%41,%2541",
    "订单,%E8%AE%A2%E5%8D%95",
    "\uD83D\uDE80,%F0%9F%9A%80",
    "a;b,a%3Bb"
  })
  void encodesAndDecodes(String stream, String directory) {
    assertThat(DirectoryNames.of(StreamId.of(stream))).isEqualTo(directory);
    assertThat(DirectoryNames.parse(directory)).contains(StreamId.of(stream));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ".hidden",
        "a b",
        "%",
        "%4",
        "%zz",
        "%41",
        "%e8%AE%A2",
        "%FF",
        "%2F",
        "订",
        "a+b",
        "%-1",
        "%20"
      })
  void knowsWhatIsNoStreamsDirectory(String directory) {
    assertThat(DirectoryNames.parse(directory)).isEmpty();
  }

  @Test
  void refusesWhatIsTooLong() {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 85; i++) {
      name.append(';');
    }
    assertThat(DirectoryNames.of(StreamId.of(name.toString()))).hasSize(255);
    StreamId tooLong = StreamId.of(name + "a");
    assertThatThrownBy(() -> DirectoryNames.of(tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid stream id: '%s' (expected at most 255 bytes as the name of a directory, found "
                + "256, since each byte of a character other than A-Z, a-z, 0-9, _, - and dot takes "
                + "three; choose a shorter id for a store of files)",
            tooLong);
  }
}
