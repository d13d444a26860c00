package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Claims and appends by many writers on a disk that fails at random. */
class FileOffsetStoreRandomTest {

  private static final int STEPS = 200;

  @TempDir Path directory;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final List<OffsetWriter> writers = new ArrayList<>();
  private final Map<Long, OffsetCommit> bySequence = new HashMap<>();
  private OffsetStore healthy;
  private double faults;
  private OffsetCommit newest;

  @RepeatedTest(10)
  void noCommitIsLostChangedOrTakenBack() throws IOException {
    healthy = OffsetStores.file(directory);
    OffsetStore store = FileOffsetStore.open(directory, new FaultyFiles((m, o) -> strike(o)));
    writers.add(claim(store, ORDERS, 0));
    faults = random.nextInt(4) / 10.0;
    for (int step = 1; step <= STEPS; step++) {
      if (random.nextInt(10) == 0) {
        claimed(store, step);
      } else {
        appended(writers.get(random.nextInt(writers.size())), step);
      }
      look();
    }
    faults = 0;
    commit(claim(store, ORDERS, STEPS), STEPS);
    look();
    assertThat(new LocalFiles().list(directory.resolve("orders").toString()))
        .as("seed %d", seed)
        .hasSizeLessThanOrEqualTo(20)
        .allMatch(file -> CommitName.parse(file).isPresent());
  }

  private void claimed(OffsetStore store, int step) {
    try {
      OffsetWriter writer = claim(store, ORDERS, step);
      writers.add(writer);
      assertThat(healthy.latest(ORDERS)).as("seed %d", seed).contains(writer.latest());
    } catch (OffsetStoreException e) {
      assertThat(faults).as("seed %d", seed).isPositive();
    }
  }

  private void appended(OffsetWriter writer, int step) {
    Optional<OffsetCommit> before = healthy.latest(ORDERS);
    try {
      commit(writer, step);
      assertThat(healthy.latest(ORDERS)).as("seed %d", seed).contains(writer.latest());
    } catch (StaleWriterException e) {
      assertThat(healthy.latest(ORDERS)).as("seed %d", seed).isEqualTo(before);
    } catch (OffsetStoreException e) {
      assertThat(faults).as("seed %d", seed).isPositive();
    }
  }

  /** What a reader has seen stays as it is, and nothing older comes back. */
  private void look() {
    List<OffsetCommit> history = healthy.history(ORDERS);
    assertThat(healthy.latest(ORDERS)).as("seed %d", seed).contains(history.get(0));
    for (OffsetCommit commit : history) {
      OffsetCommit known = bySequence.putIfAbsent(commit.sequence(), commit);
      assertThat(known == null || known.equals(commit)).as("seed %d", seed).isTrue();
    }
    if (newest != null) {
      assertThat(history.get(0).sequence())
          .as("seed %d", seed)
          .isGreaterThanOrEqualTo(newest.sequence());
    }
    newest = history.get(0);
  }

  private void strike(String operation) throws IOException {
    if (random.nextDouble() < faults / 5) {
      throw new IOException(operation + " failed");
    }
  }
}
