package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.file.SystemCall.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Crashes the machine after each call of the system, with each legal loss of what was not forced,
 * and lets a new process go on.
 */
@Tag("heavy")
class FileOffsetStoreCrashTest {

  /** What there is at first. */
  enum Before {
    NOTHING,
    AN_EMPTY_STORE,
    TWO_COMMITS,
    TWENTY_COMMITS_AND_LEFTOVERS
  }

  private static final String NAME = "crash states of the file store";

  /**
   * What a replaced writer commits. It may come back as a part of the history, never as the newest,
   * if a claim that took its place failed, and was then lost in the crash: one that nobody was
   * given makes nothing stale.
   */
  private static final long REFUSED = 9_999;

  @TempDir Path disk;
  @TempDir Path crashed;

  /** The calls, with the newest offset that had been acknowledged and attempted by then. */
  private final List<SystemCall> calls = new ArrayList<>();

  private final List<Boolean> failures = new ArrayList<>();
  private final List<Long> acknowledged = new ArrayList<>();
  private final List<Long> attempted = new ArrayList<>();
  private long acknowledgedNow;
  private long attemptedNow;

  private Predicate<SystemCall> fallible = call -> true;
  private int forces;
  private int failFrom = Integer.MAX_VALUE;
  private int failTo = Integer.MAX_VALUE;
  private int states;

  @ParameterizedTest
  @EnumSource
  void theOldCommitOrTheNewOneIsThereAfterEachCrash(Before before) throws IOException {
    CrashModel model = prepared(before);
    commitAsALiveProcessDoes();
    crash(model, null);
    Faults.say(NAME, before + ": " + calls.size() + " calls, " + states + " states");
    assertThat(calls).extracting(SystemCall::kind).contains(Kind.FORCE, Kind.LINK, Kind.UNLINK);
  }

  @ParameterizedTest
  @EnumSource(names = {"NOTHING", "TWO_COMMITS"})
  void aFailedForceIsNeverTrustedLater(Before before) throws IOException {
    eachForceFails(before, 1, call -> true);
  }

  @Test
  void aDirectoryThatLongCannotBeForcedKeepsItsLastDurableCommit() throws IOException {
    eachForceFails(
        Before.TWENTY_COMMITS_AND_LEFTOVERS, 25, call -> Files.isDirectory(Paths.get(call.path())));
  }

  /** Lets so many forces of some fail, from the first on, from the second on, and so forth. */
  private void eachForceFails(Before before, int count, Predicate<SystemCall> some)
      throws IOException {
    Random random = Faults.random(NAME);
    fallible = some;
    for (int force = 0; force <= forces; force++) {
      disk = Files.createDirectory(crashed.resolve("disk-" + force));
      CrashModel model = prepared(before);
      failFrom = force;
      failTo = force + count;
      commitAsALiveProcessDoes();
      crash(model, random);
    }
    assertThat(forces).isGreaterThan(4);
    Faults.say(
        NAME, String.format("%s, %d of %d forces fail: %d states", before, count, forces, states));
  }

  private CrashModel prepared(Before before) throws IOException {
    Path store = store(disk);
    acknowledgedNow = before.compareTo(Before.TWO_COMMITS) < 0 ? 0 : 1;
    attemptedNow = acknowledgedNow;
    if (before != Before.NOTHING) {
      FileOffsetStore.open(store, WatchedDisk.unforced()).close();
    }
    if (acknowledgedNow > 0) {
      fill(store, before == Before.TWO_COMMITS ? 2 : 20);
    }
    if (before == Before.TWENTY_COMMITS_AND_LEFTOVERS) {
      Path stream = store.resolve(ORDERS.name());
      Files.write(stream.resolve(CommitName.of(1, 3).temporary()), new byte[] {1});
      Files.write(stream.resolve(CommitName.of(4, 0).temporary()), new byte[0]);
      Files.write(store.resolve(".probe.1.tmp"), new byte[0]);
    }
    for (List<?> list : Arrays.asList(calls, failures, acknowledged, attempted)) {
      list.clear();
    }
    forces = 0;
    return new CrashModel(disk);
  }

  private static void fill(Path directory, int commits) {
    try (OffsetStore store = FileOffsetStore.open(directory, WatchedDisk.unforced())) {
      OffsetWriter writer = null;
      for (int i = 0; i < commits; i++) {
        if (i % 8 == 0) {
          writer = claim(store, ORDERS, 1);
        } else {
          commit(writer, 1);
        }
      }
    }
  }

  private static Path store(Path disk) {
    return disk.resolve("var/offsets");
  }

  /**
   * Two claims, the first one's writer going on as long as it can, each repeated until it works.
   */
  private void commitAsALiveProcessDoes() {
    CommitFiles files =
        WatchedDisk.files(
            new WatchedDisk.Watcher() {
              @Override
              public void before(SystemCall call) throws IOException {
                if (call.kind() == Kind.FORCE
                    && fallible.test(call)
                    && forces++ >= failFrom
                    && forces <= failTo) {
                  record(call, true);
                  throw new IOException("Input/output error");
                }
              }

              @Override
              public void after(SystemCall call) {
                record(call, false);
              }
            });
    OffsetStore store = repeated(number -> FileOffsetStore.open(store(disk), files));
    OffsetWriter first = attempt(number -> claim(store, ORDERS, number));
    appendWith(first);
    OffsetWriter second = attempt(number -> claim(store, ORDERS, number));
    assertThatThrownBy(
            () ->
                repeated(
                    number ->
                        first.append(NewCommit.batch(at(REFUSED), second.latest().provenance()))))
        .isInstanceOf(StaleWriterException.class);
    appendWith(second);
    appendWith(second);
    store.close();
  }

  private void appendWith(OffsetWriter writer) {
    OffsetCommit commit =
        attempt(number -> writer.append(NewCommit.batch(at(number), writer.latest().provenance())));
    assertThat(writer.latest()).isEqualTo(commit);
  }

  private void record(SystemCall call, boolean failed) {
    if (SystemCall.CHANGES.contains(call.kind()) && call.path().startsWith(disk.toString())) {
      calls.add(call);
      failures.add(failed);
      acknowledged.add(acknowledgedNow);
      attempted.add(attemptedNow);
    }
  }

  private <T> T attempt(LongFunction<T> step) {
    T result =
        repeated(
            number -> {
              attemptedNow++;
              return step.apply(attemptedNow);
            });
    acknowledgedNow = attemptedNow;
    return result;
  }

  private static <T> T repeated(LongFunction<T> step) {
    while (true) {
      try {
        return step.apply(0);
      } catch (StaleWriterException e) {
        throw e;
      } catch (OffsetStoreException e) {
        assertThat(e).hasMessageContaining("Input/output error");
      }
    }
  }

  /**
   * Goes through all states after each call, or, in every build, through some that the random
   * numbers choose and only when something has just been acknowledged, or the last force failed.
   */
  private void crash(CrashModel model, Random random) throws IOException {
    Set<String> seen = new HashSet<>();
    acknowledged.add(acknowledgedNow);
    attempted.add(attemptedNow);
    for (int made = 0; made <= calls.size(); made++) {
      if (made > 0 && failures.get(made - 1)) {
        model.failed(calls.get(made - 1));
      } else if (made > 0) {
        model.apply(calls.get(made - 1));
      }
      if (random != null && !Faults.full() && !isAcknowledged(made) && !isLastFailure(made)) {
        continue;
      }
      for (Map.Entry<String, Map<String, byte[]>> state : model.states(random).entrySet()) {
        long old = acknowledged.get(made);
        long newest = attempted.get(made);
        boolean failed = failures.subList(0, made).contains(true);
        if (seen.add(old + " " + newest + " " + failed + " " + state.getKey())) {
          Path directory = crashed.resolve("state-" + states++);
          build(directory, state.getValue());
          List<SystemCall> before = calls.subList(0, made);
          Set<String> files = state.getValue().keySet();
          goOn(
              store(directory),
              old,
              newest,
              failed,
              () -> ("after " + before + ": " + files).replace(disk + "/var/offsets/", ""));
        }
      }
    }
  }

  private boolean isAcknowledged(int made) {
    return made > 0 && acknowledged.get(made) > acknowledged.get(made - 1);
  }

  private boolean isLastFailure(int made) {
    return made > 0 && made == failures.lastIndexOf(true) + 1;
  }

  private static void build(Path directory, Map<String, byte[]> state) throws IOException {
    Files.createDirectory(directory);
    for (Map.Entry<String, byte[]> path : state.entrySet()) {
      if (path.getValue() == null) {
        Files.createDirectory(directory.resolve(path.getKey()));
      } else {
        Files.write(directory.resolve(path.getKey()), path.getValue());
      }
    }
  }

  /** What a new process finds, and does. */
  private static void goOn(
      Path directory, long acknowledged, long attempted, boolean failed, Supplier<String> what)
      throws IOException {
    try (OffsetStore store = FileOffsetStore.open(directory, WatchedDisk.unforced())) {
      Optional<OffsetCommit> latest = store.latest(ORDERS);
      long found = latest.map(FileOffsetStoreCrashTest::offset).orElse(0L);
      assertThat(found).as(what).isBetween(acknowledged, attempted);
      long sequence = latest.map(OffsetCommit::sequence).orElse(0L);
      assertThat(store.history(ORDERS))
          .as(what)
          .allMatch(commit -> offset(commit) <= found || (failed && offset(commit) == REFUSED))
          .extracting(OffsetCommit::sequence)
          .isSortedAccordingTo((one, other) -> Long.compare(other, one));

      OffsetWriter writer = claim(store, ORDERS, found);
      assertThat(writer.latest().sequence()).as(what).isEqualTo(sequence + 1);
      commit(writer, found + 1);
      assertThat(store.latest(ORDERS)).as(what).contains(writer.latest());
      assertThat(new LocalFiles().list(directory.toString())).containsExactly(ORDERS.name());
      long generation = writer.latest().generation();
      assertThat(new LocalFiles().list(directory.resolve(ORDERS.name()).toString()))
          .as(what)
          .noneMatch(file -> CommitName.isTemporaryUpTo(generation, file));
    }
  }

  private static long offset(OffsetCommit commit) {
    return commit.offsets().get(new TopicPartition("orders", 0)).getAsLong();
  }
}
