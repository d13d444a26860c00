package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 64 KB that is really full, and one that is really read-only. */
class FileOffsetStoreFullDiskTest {

  @TempDir Path disk;

  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString());
    assumeTrue(mounted, "this test needs Linux and a user who may mount");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(succeeds("umount", disk.toString())).isTrue();
    }
  }

  private static boolean succeeds(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aFullDiskLeavesTheOldCommitAndIsHealedBySpace() throws Exception {
    try (OffsetStore store = OffsetStores.file(disk.resolve("offsets"))) {
      OffsetWriter writer = claim(store, ORDERS, 0);
      commit(writer, 1);
      Path filler = fill();

      assertThatThrownBy(() -> commit(writer, 2))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageContaining("No space left on device")
          .hasMessageEndingWith(", then append again");
      assertThatThrownBy(() -> claim(store, ORDERS, 2))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("see that the disk is there, has space");
      assertThat(store.latest(ORDERS)).contains(writer.latest());
      assertThat(writer.latest().offsets()).isEqualTo(at(1));

      Files.delete(filler);
      commit(writer, 3);
      assertThat(store.latest(ORDERS)).contains(writer.latest());
      assertThat(new LocalFiles().list(disk.resolve("offsets/orders").toString()))
          .containsExactlyInAnyOrder("1.0", "1.1", "1.2");
    }
  }

  @Test
  void aReadOnlyDiskLeavesTheOldCommitAndIsHealedByARemount() throws Exception {
    try (OffsetStore store = OffsetStores.file(disk.resolve("offsets"))) {
      OffsetWriter writer = claim(store, ORDERS, 1);
      assertThat(succeeds("mount", "-o", "remount,ro", disk.toString())).isTrue();

      assertThatThrownBy(() -> commit(writer, 2))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageContaining("Read-only file system");
      assertThatThrownBy(() -> OffsetStores.file(disk.resolve("offsets")))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageContaining("it cannot be written")
          .hasMessageContaining("Read-only file system");
      assertThat(store.latest(ORDERS)).contains(writer.latest());

      assertThat(succeeds("mount", "-o", "remount,rw", disk.toString())).isTrue();
      commit(writer, 3);
      assertThat(store.latest(ORDERS)).contains(writer.latest());
    }
  }

  /** Takes all the space there is. */
  private Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    for (int size = 32 << 10; size > 0; size /= 2) {
      try {
        Files.write(filler, new byte[size], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("No space left on device");
      }
    }
    return filler;
  }
}
