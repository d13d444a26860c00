package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that somebody looks at who never writes it. */
class ExistingStoreTest {

  @TempDir Path parent;

  @Test
  void aFolderThatIsNotThereIsAnErrorAndIsNotCreated() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));
    for (Path path : new Path[] {parent.resolve("a/typo"), file}) {
      assertThatThrownBy(() -> OffsetStores.existing("file:" + path))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessage(
              "Cannot look at the offset store in %s: there is no such directory; check the path, "
                  + "and that this host and user may read it; the first tracker that records there "
                  + "creates it",
              path);
    }
    assertThat(parent.toFile().list()).containsExactly("file");
  }

  @Test
  void readsWhatIsThereAndWritesNothing() throws IOException {
    Path folder = parent.resolve("offsets");
    try (OffsetStore store = OffsetStores.file(folder)) {
      OffsetWriter writer = claim(store, ORDERS, 0);
      commit(writer, 1);
      FileTime before = FileTime.from(Instant.EPOCH);
      Path unused = Files.setLastModifiedTime(folder, before);

      try (OffsetStore looked = OffsetStores.existing("file:" + folder)) {
        OffsetCommit newest = writer.latest();
        assertThat(looked.streams()).containsExactly(ORDERS);
        assertThat(looked.latest(ORDERS)).contains(newest);
        assertThat(looked.history(ORDERS)).hasSize(2);
        assertThat(looked.boundToHost()).isEqualTo(store.boundToHost());
        assertThat(looked).hasToString(store.toString());
        assertThatThrownBy(() -> claim(looked, ORDERS, 2))
            .isExactlyInstanceOf(IllegalStateException.class)
            .hasMessage(
                "Cannot claim 'orders' in the %s: it was opened by OffsetStores.existing, to look "
                    + "only; open it by OffsetStores.at to write",
                store);
        commit(writer, 3);
        assertThat(looked.latest(ORDERS)).contains(writer.latest());
      }
      assertThat(Files.getLastModifiedTime(folder)).isEqualTo(before);
    }
  }

  @Test
  void aFolderThatIsTakenAwayIsNotEmpty() throws IOException {
    Path folder = Files.createDirectory(parent.resolve("offsets"));
    try (OffsetStore looked = OffsetStores.existing("file:" + folder)) {
      assertThat(looked.streams()).isEmpty();
      Files.delete(folder);
      assertThatThrownBy(looked::streams).isExactlyInstanceOf(OffsetStoreException.class);
      assertThatThrownBy(() -> looked.latest(ORDERS))
          .isExactlyInstanceOf(OffsetStoreException.class);
    }
    assertThat(folder).doesNotExist();
  }

  @Test
  void groupsThatNobodyHasMadeAreAStoreWithoutStreams() {
    try (OffsetStore looked = OffsetStores.existing("kafka:broker:9092/spark-offsets-")) {
      assertThat(looked)
          .hasToString("offset store in the consumer groups 'spark-offsets-*' of broker:9092");
    }
  }

  @Test
  void ofAMirroredStoreThePrimaryMustBeThereAndNoFollowerIsCreated() {
    Path folder = parent.resolve("offsets");
    String mirrored = "mirrored:file:" + folder + "|file:" + parent.resolve("follower");
    assertThatThrownBy(() -> OffsetStores.existing(mirrored))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith("Cannot look at the offset store in " + folder + ": there is no");
    try (OffsetStore store = OffsetStores.file(folder)) {
      commit(claim(store, ORDERS, 0), 1);
      try (OffsetStore looked = OffsetStores.existing(mirrored)) {
        assertThat(looked.streams()).containsExactly(ORDERS);
        assertThat(looked.latest(ORDERS)).isEqualTo(store.latest(ORDERS));
        assertThat(looked.latest(StreamId.of("typo"))).isEmpty();
      }
    }
    assertThat(parent.toFile().list()).containsExactly("offsets");
  }

  @Test
  void refusesALocationAsTheOtherDoorDoes() {
    assertThatThrownBy(() -> OffsetStores.existing(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("location");
    assertThatThrownBy(() -> OffsetStores.existing("/var/lib"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid store location: '/var/lib' (expected ");
  }
}
