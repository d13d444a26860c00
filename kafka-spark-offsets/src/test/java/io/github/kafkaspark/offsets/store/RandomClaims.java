package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Writers with a store each, who claim one stream at random and append to it, beside readers; then
 * checks that what all of them saw fits into one order of commits, that of generations and, in
 * each, of sequences:
 *
 * <ul>
 *   <li>what a claim or an append returned comes after all that anybody was given before it began;
 *       so a writer never succeeds once a newer claim has returned;
 *   <li>what a reader was given is at least what anybody was given before the reader began;
 *   <li>a commit that was read is one that had been tried, as it was tried, though perhaps by a
 *       writer that was being replaced and is told that it is stale;
 *   <li>no two commits have the same place.
 * </ul>
 */
final class RandomClaims {

  private static final Comparator<OffsetCommit> ORDER =
      Comparator.comparingLong(OffsetCommit::generation).thenComparingLong(OffsetCommit::sequence);

  private static final int READERS = 2;

  /** What somebody was given, between two moments of one clock. */
  private static final class Seen {
    private final long begun;
    private final long ended;
    private final OffsetCommit commit;
    private final boolean written;

    Seen(long begun, long ended, OffsetCommit commit, boolean written) {
      this.begun = begun;
      this.ended = ended;
      this.commit = commit;
      this.written = written;
    }

    @Override
    public String toString() {
      return String.format(
          "%s from %d to %d: %s", written ? "written" : "read", begun, ended, commit);
    }
  }

  private final StreamId stream;
  private final Supplier<OffsetStore> stores;
  private final String name;
  private final int writers;
  private final int steps;
  private final AtomicLong clock = new AtomicLong();
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final AtomicLong stale = new AtomicLong();
  private final AtomicBoolean done = new AtomicBoolean();

  /**
   * @param stores opens one more store of the same data, as another process would
   * @param name of the store, for the person who waits
   */
  public RandomClaims(
      StreamId stream, Supplier<OffsetStore> stores, String name, int writers, int steps) {
    this.stream = stream;
    this.stores = stores;
    this.name = name;
    this.writers = writers;
    this.steps = steps;
  }

  /** Runs all, and checks what they saw. */
  void run() throws Exception {
    Random random = Faults.random(name);
    ExecutorService executor = Executors.newFixedThreadPool(writers + READERS);
    try {
      List<Future<Void>> writing = new ArrayList<>();
      List<Future<Void>> reading = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        writing.add(executor.submit(writer(i, new Random(random.nextLong()))));
      }
      for (int i = 0; i < READERS; i++) {
        reading.add(executor.submit(this::read));
      }
      for (Future<Void> each : writing) {
        each.get();
      }
      done.set(true);
      for (Future<Void> each : reading) {
        each.get();
      }
    } finally {
      done.set(true);
      executor.shutdownNow();
    }
    check();
  }

  private Callable<Void> writer(int number, Random random) {
    return () -> {
      try (OffsetStore store = stores.get()) {
        OffsetWriter writer = null;
        for (int step = 0; step < steps; step++) {
          long begun = clock.incrementAndGet();
          // The moment is the offset: no two tries have the same.
          TopicOffsets offsets = TopicOffsets.empty().withOffset("orders", 0, begun);
          Provenance provenance = Provenance.of("writer-" + number, Instant.ofEpochSecond(begun));
          try {
            if (writer == null || random.nextInt(100) == 0) {
              writer = store.claim(stream, NewCommit.start(offsets, provenance));
              saw(begun, writer.latest(), true);
            } else {
              saw(begun, writer.append(NewCommit.batch(offsets, provenance)), true);
            }
          } catch (StaleWriterException e) {
            stale.incrementAndGet();
            writer = random.nextInt(5) == 0 ? null : writer;
          }
        }
      }
      return null;
    };
  }

  private Void read() {
    try (OffsetStore store = stores.get()) {
      while (!done.get()) {
        long before = clock.incrementAndGet();
        store.latest(stream).ifPresent(commit -> saw(before, commit, false));
        long between = clock.incrementAndGet();
        List<OffsetCommit> history = store.history(stream);
        history.stream().findFirst().ifPresent(commit -> saw(between, commit, false));
        assertThat(history).isSortedAccordingTo(ORDER.reversed());
        assertThat(history)
            .extracting(OffsetCommit::sequence)
            .isSortedAccordingTo(Comparator.reverseOrder())
            .doesNotHaveDuplicates();
      }
    }
    return null;
  }

  private void saw(long begun, OffsetCommit commit, boolean written) {
    seen.add(new Seen(begun, clock.incrementAndGet(), commit, written));
  }

  private void check() {
    List<Seen> byBegin = new ArrayList<>(seen);
    byBegin.sort(Comparator.comparingLong(each -> each.begun));
    List<Seen> byEnd = new ArrayList<>(seen);
    byEnd.sort(Comparator.comparingLong(each -> each.ended));
    Seen newest = null;
    int ended = 0;
    for (Seen next : byBegin) {
      while (byEnd.get(ended).ended < next.begun) {
        Seen before = byEnd.get(ended++);
        newest =
            newest == null || ORDER.compare(before.commit, newest.commit) > 0 ? before : newest;
      }
      if (newest != null) {
        assertThat(ORDER.compare(next.commit, newest.commit))
            .as("%s, after %s", next, newest)
            .isGreaterThanOrEqualTo(next.written ? 1 : 0);
      }
    }
    checkCommits(byBegin);
    long claims = byBegin.stream().filter(each -> each.written && isStart(each)).count();
    long written = byBegin.stream().filter(each -> each.written).count();
    Faults.say(
        name,
        String.format(
            "%d writers: %d claims, %d appends, %d refused as stale, %d reads",
            writers, claims, written - claims, stale.get(), byBegin.size() - written));
    assertThat(claims).isGreaterThanOrEqualTo(writers);
    assertThat(written + stale.get()).isEqualTo((long) writers * steps);
  }

  private static boolean isStart(Seen each) {
    return each.commit.kind() == NewCommit.Kind.START;
  }

  private static void checkCommits(List<Seen> all) {
    Map<String, OffsetCommit> places = new HashMap<>();
    Set<Long> claimed = new HashSet<>();
    for (Seen each : all) {
      OffsetCommit commit = each.commit;
      OffsetCommit known =
          places.putIfAbsent(commit.generation() + "." + commit.sequence(), commit);
      assertThat(known == null || known.equals(commit)).as("%s and %s", each, known).isTrue();
      if (each.written && isStart(each)) {
        assertThat(claimed.add(commit.generation())).as("claimed twice: %s", each).isTrue();
      }
      long tried = commit.provenance().time().getEpochSecond();
      assertThat(commit.offsets())
          .as(each.toString())
          .isEqualTo(TopicOffsets.empty().withOffset("orders", 0, tried));
      assertThat(tried).as(each.toString()).isLessThanOrEqualTo(each.ended);
    }
  }
}
