package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims and appends by many writers on a disk that fails at random. */
class FileOffsetStoreRandomTest {

  private static final int STEPS = 200;

  private static final String NAME = "random faults of the file store";

  @TempDir Path directory;
  private final Random random = Faults.random(NAME);
  private final List<OffsetWriter> writers = new ArrayList<>();
  private final Map<Long, OffsetCommit> bySequence = new HashMap<>();
  private OffsetStore healthy;
  private double faults;
  private OffsetCommit newest;
  private int struck;

  @Test
  void noCommitIsLostChangedOrTakenBack() throws IOException {
    int rounds = Faults.count(10, 1_000);
    for (int round = 1; round <= rounds; round++) {
      writers.clear();
      bySequence.clear();
      newest = null;
      run(directory.resolve("store-" + round));
      if (round % 100 == 0) {
        Faults.say(NAME, round + " rounds of " + STEPS + " steps");
      }
    }
    Faults.say(NAME, struck + " faults in " + rounds + " rounds of " + STEPS + " steps");
  }

  private void run(Path directory) throws IOException {
    healthy = FileOffsetStore.open(directory, WatchedDisk.unforced());
    OffsetStore store = FileOffsetStore.open(directory, WatchedDisk.files(watcher()));
    writers.add(claim(store, ORDERS, 0));
    faults = random.nextInt(4) / 50.0;
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
        .hasSizeLessThanOrEqualTo(20)
        .allMatch(file -> CommitName.parse(file).isPresent());
  }

  private void claimed(OffsetStore store, int step) {
    try {
      OffsetWriter writer = claim(store, ORDERS, step);
      writers.add(writer);
      assertThat(healthy.latest(ORDERS)).contains(writer.latest());
    } catch (OffsetStoreException e) {
      assertThat(faults).isPositive();
    }
  }

  private void appended(OffsetWriter writer, int step) {
    Optional<OffsetCommit> before = healthy.latest(ORDERS);
    try {
      commit(writer, step);
      assertThat(healthy.latest(ORDERS)).contains(writer.latest());
    } catch (StaleWriterException e) {
      assertThat(healthy.latest(ORDERS)).isEqualTo(before);
    } catch (OffsetStoreException e) {
      assertThat(faults).isPositive();
    }
  }

  /** What a reader has seen stays as it is, and nothing older comes back. */
  private void look() {
    List<OffsetCommit> history = healthy.history(ORDERS);
    assertThat(healthy.latest(ORDERS)).contains(history.get(0));
    for (OffsetCommit commit : history) {
      OffsetCommit known = bySequence.putIfAbsent(commit.sequence(), commit);
      assertThat(known == null || known.equals(commit)).isTrue();
    }
    if (newest != null) {
      assertThat(history.get(0).sequence()).isGreaterThanOrEqualTo(newest.sequence());
    }
    newest = history.get(0);
  }

  private WatchedDisk.Watcher watcher() {
    return new WatchedDisk.Watcher() {
      @Override
      public void before(SystemCall call) throws IOException {
        strike(call);
      }

      @Override
      public void after(SystemCall call) throws IOException {
        strike(call);
      }

      @Override
      public int taken(int bytes) {
        return 1 + random.nextInt(bytes);
      }
    };
  }

  private void strike(SystemCall call) throws IOException {
    if (random.nextDouble() < faults) {
      struck++;
      throw new IOException(call + " failed");
    }
  }
}
