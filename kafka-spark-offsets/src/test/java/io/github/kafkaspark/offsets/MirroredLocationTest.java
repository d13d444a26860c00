package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.StoreLocationTest.SINGLE;
import static io.github.kafkaspark.offsets.StoreLocationTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several stores in one location. */
class MirroredLocationTest {

  private static final String MIRRORED =
      "mirrored:, the primary's location and those of one or more followers, with a | between; a | "
          + "within one is written ||";

  @Test
  void isMirroredInOthersWhichAreOpenedLater(@TempDir Path folder) throws IOException {
    Path primary = folder.resolve("primary");
    Path blocked = Files.createFile(folder.resolve("blocked"));
    String location = "mirrored:file:" + primary + "|file:" + blocked + "|kafka:b:9092/offsets-";
    assertThat(StoreLocation.parse(location)).hasToString(location);
    try (OffsetStore store = OffsetStores.at(location)) {
      assertThat(store)
          .hasToString(
              "offset store "
                  + primary.toUri()
                  + ", mirrored in the offset store file:"
                  + blocked
                  + " and the offset store kafka:b:9092/offsets-");
    }
  }

  @Test
  void isLookedAtWithoutCreatingAnyOfThem(@TempDir Path folder) {
    Path primary = folder.resolve("primary");
    Path follower = folder.resolve("follower");
    String location = "mirrored:file:" + primary + "|file:" + follower;
    assertThatThrownBy(() -> OffsetStores.existing(location))
        .isInstanceOf(OffsetStoreException.class)
        .hasMessageContaining(primary.toString());
    OffsetStores.file(primary).close();
    try (OffsetStore store = OffsetStores.existing(location)) {
      assertThat(store.latest(StreamId.of("none"))).isEmpty();
    }
    assertThat(follower).doesNotExist();
  }

  @Test
  void mirrorsWhatHasTheSignBetweenThem() {
    assertThat(
            StoreLocation.parse(
                "mirrored:jdbc:none:a,b;c=d?password=x||y|jdbc:none:thin:scott/ge||||heim@h|file:/a"))
        .hasToString("mirrored:jdbc:none:a,b;…|jdbc:none:thin:***@h|file:/a");
  }

  @ParameterizedTest
  @CsvSource({
    "mirrored:file:/a|b, b",
    "mirrored:kafka|file:/b, kafka",
    "mirrored:file:/a| file:/b, ' file:/b'",
    "mirrored:jdbc:none:a?password=geheim|x:?password=geheim, x:?…",
  })
  void refusesAMirrorOfWhatIsNoStore(String location, String shown) {
    assertRefused(location, shown, SINGLE);
  }

  @ParameterizedTest
  @CsvSource({
    "mirrored:, 'nothing before, behind or between |'",
    "mirrored:|file:/a, 'nothing before, behind or between |'",
    "mirrored:file:/a|, 'nothing before, behind or between |'",
    "mirrored:file:/a|mirrored:file:/b|file:/c, one within another",
    "mirrored:file:/a, no follower",
  })
  void refusesAMirrorOfTooFewStoresAndOneWithinAnother(String location, String found) {
    assertRefused(location, location, MIRRORED + ", found " + found);
  }

  @ParameterizedTest
  @CsvSource({
    "mirrored:file:/a/b|file:///a/./b/, mirrored:file:/a/b|file:///a/./b/, file:///a/./b/",
    "mirrored:hdfs://n/a|hdfs://n/a, mirrored:hdfs://n/a|hdfs://n/a, hdfs://n/a",
    "mirrored:kafka:b:1/p|kafkaWithoutTransactions:b:1/p, "
        + "mirrored:kafka:b:1/p|kafkaWithoutTransactions:b:1/p, kafkaWithoutTransactions:b:1/p",
  })
  void refusesAMirrorOfOneStore(String location, String shown, String twice) {
    assertRefused(location, shown, MIRRORED + ", found the store " + twice + " twice");
  }
}
