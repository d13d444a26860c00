package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.CommitSlot.State;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of states that the comment of the slot has is what the slot does. */
class CommitSlotTest implements CommitSlot.Committer {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final UUID run = UUID.randomUUID();
  private final CommitSlot slot =
      new CommitSlot(Runnable::run, Duration.ZERO, this, System::nanoTime);
  private long batch;

  /** What happens during a try, and how it ends. */
  private Supplier<Boolean> during = () -> true;

  @TestFactory
  Stream<DynamicTest> doesAsTheTableSays() throws IOException {
    List<String[]> rows = table();
    String[] events = rows.get(0);
    List<DynamicTest> tests = new ArrayList<>();
    for (String[] row : rows.subList(1, rows.size())) {
      for (int i = 1; i < events.length; i++) {
        String event = events[i];
        String after = row[i];
        if (!after.equals("-")) {
          tests.add(
              DynamicTest.dynamicTest(
                  row[0] + ", " + event,
                  () ->
                      assertThat(new CommitSlotTest().after(State.valueOf(row[0]), event))
                          .isEqualTo(State.valueOf(after))));
        }
      }
    }
    assertThat(rows).hasSize(1 + State.values().length);
    assertThat(tests).hasSize(19);
    return tests.stream();
  }

  @Test
  void aLookBeforeTheNextTryIsDueChangesNothing() {
    bringTo(State.BACKING_OFF);
    slot.look();
    assertThat(slot.state()).isEqualTo(State.BACKING_OFF);
    assertThat(slot.failed()).isOne();
  }

  private static List<String[]> table() throws IOException {
    Path source =
        Paths.get(
            System.getProperty("basedir", ""),
            "src/main/java/io/github/kafkaspark/offsets/CommitSlot.java");
    List<String> lines = Files.readAllLines(source, UTF_8);
    int begin = lines.indexOf(" * <pre>") + 1;
    List<String[]> rows = new ArrayList<>();
    for (String line : lines.subList(begin, lines.indexOf(" * </pre>"))) {
      rows.add(line.substring(" * ".length()).split(" {2,}", -1));
    }
    return rows;
  }

  private State after(State state, String event) {
    if (state != State.TRYING && state != State.TRYING_NEWER) {
      bringTo(state);
      return happens(event);
    }
    State[] seen = new State[1];
    during =
        () -> {
          during = () -> true;
          if (state == State.TRYING_NEWER) {
            handOver();
          }
          assertThat(slot.state()).isEqualTo(state);
          if (Arrays.asList("handed over", "reset").contains(event)) {
            seen[0] = happens(event);
          } else if (event.equals("failed")) {
            throw new OffsetStoreException("on purpose");
          } else if (event.equals("replaced")) {
            throw new StaleWriterException(StreamId.of("stream"), 1, 2);
          }
          return true;
        };
    handOver();
    slot.look();
    return seen[0] == null ? slot.state() : seen[0];
  }

  private void bringTo(State state) {
    if (state == State.WAITING) {
      handOver();
    } else if (state == State.BACKING_OFF) {
      during =
          () -> {
            during = () -> true;
            throw new OffsetStoreException("on purpose");
          };
      handOver();
      slot.look();
    }
    assertThat(slot.state()).isEqualTo(state);
  }

  private State happens(String event) {
    if (event.equals("handed over")) {
      handOver();
    } else if (event.equals("reset")) {
      slot.reset();
    } else if (slot.state() == State.EMPTY) {
      slot.look();
    } else {
      State[] seen = new State[1];
      during =
          () -> {
            seen[0] = slot.state();
            return true;
          };
      slot.await(slot.newestTicket(), LIMIT, () -> new IllegalStateException("too late"));
      return seen[0];
    }
    return slot.state();
  }

  private void handOver() {
    assertThat(slot.handOver(ProgressOffsets.of(Progress.of(run, ++batch)))).isPositive();
  }

  @Override
  public boolean commit(PendingProgress progress) {
    return during.get();
  }

  @Override
  public void settled() {}

  @Override
  public void failed(Throwable cause, long delayMs) {}

  @Override
  public void fenced(StaleWriterException cause) {}
}
