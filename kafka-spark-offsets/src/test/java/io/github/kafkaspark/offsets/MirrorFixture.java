package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A mirrored store in folders of the test, and what others see of its follower. */
abstract class MirrorFixture {

  @TempDir Path directory;
  final List<OffsetStore> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(OffsetStore::close);
  }

  OffsetStore primary() {
    return OffsetStores.file(directory.resolve("primary"));
  }

  OffsetStore follower() {
    return OffsetStores.file(directory.resolve("follower"));
  }

  OffsetStore mirrored(OffsetStore primary, OffsetStore... followers) {
    OffsetStore store = OffsetStores.mirrored(primary, followers);
    opened.add(store);
    return store;
  }

  /** What others see in the follower. */
  OffsetStore seen() {
    OffsetStore store = follower();
    opened.add(store);
    return store;
  }

  static void awaitCopy(OffsetStore follower, OffsetCommit commit) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                assertThat(follower.latest(commit.stream()))
                    .hasValueSatisfying(copy -> assertCopy(copy, commit)));
  }

  static void assertCopy(OffsetCommit copy, OffsetCommit commit) {
    assertThat(copy.kind()).isEqualTo(commit.kind());
    assertThat(copy.offsets()).isEqualTo(commit.offsets());
    assertThat(copy.provenance()).isEqualTo(commit.provenance());
  }
}
