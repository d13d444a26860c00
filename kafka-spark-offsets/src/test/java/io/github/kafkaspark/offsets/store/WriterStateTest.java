package io.github.kafkaspark.offsets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each line of the table in the class comment of {@link WriterState}. */
class WriterStateTest {

  private static final Provenance BY = Provenance.of("a test", Instant.EPOCH);
  private static final OffsetCommit START =
      OffsetCommit.of(StreamId.of("orders"), 3, 17, NewCommit.start(TopicOffsets.empty(), BY));
  private static final OffsetCommit NEXT = START.next(NewCommit.batch(TopicOffsets.empty(), BY));

  private enum State {
    WRITING,
    IN_DOUBT,
    REPLACED,
    CLOSED
  }

  private static final Map<String, Consumer<WriterState<String>>> EVENTS = new HashMap<>();

  static {
    EVENTS.put("begin", state -> state.begin("an attempt"));
    EVENTS.put("accept", state -> state.accept(NEXT));
    EVENTS.put("drop", WriterState::drop);
    EVENTS.put("replacedBy", state -> assertThat(state.replacedBy(5)).isNotNull());
    EVENTS.put("close", WriterState::close);
  }

  @Test
  void takesLaterCommitsOfItsOwnGenerationOnly() {
    WriterState<String> state = new WriterState<>(START);
    NewCommit content = NewCommit.batch(TopicOffsets.empty(), BY);
    for (OffsetCommit other :
        Arrays.asList(
            OffsetCommit.of(StreamId.of("payments"), 3, 18, content),
            OffsetCommit.of(START.stream(), 4, 18, content),
            OffsetCommit.of(START.stream(), 3, 17, content))) {
      assertThatThrownBy(() -> state.accept(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid commit: '%s' (expected one of the writer of '%s')", other, START);
    }
    assertThat(state.latest()).isEqualTo(START);
  }

  @Test
  void saysWhereTheWriterIsAndWhetherItMayGoOn() {
    WriterState<String> state = new WriterState<>(START);
    assertThat(state).hasToString("writer of 'orders' (generation 3, sequence 17)");
    state.accept(NEXT);
    assertThat(state).hasToString("writer of 'orders' (generation 3, sequence 18)");
    assertThat(state.replacedBy(5)).isNotNull();
    assertThat(state).hasToString("writer of 'orders' (generation 3, sequence 18, replaced)");
    state.close();
    assertThat(state).hasToString("writer of 'orders' (generation 3, sequence 18, closed)");
  }

  @Test
  void remembersTheNewestClaimThatItHasSeen() {
    WriterState<String> state = new WriterState<>(START);
    assertThat(state.replacedBy(9)).hasMessageContaining("replaced by generation 9");
    assertThat(state.replacedBy(4)).hasMessageContaining("replaced by generation 9");
  }

  @TestFactory
  Iterable<DynamicTest> itsTable() {
    return Arrays.asList(
        row(State.WRITING, "begin", State.IN_DOUBT),
        row(State.WRITING, "accept", State.WRITING),
        row(State.WRITING, "drop", State.WRITING),
        row(State.WRITING, "replacedBy", State.REPLACED),
        row(State.WRITING, "close", State.CLOSED),
        row(State.IN_DOUBT, "begin", State.IN_DOUBT),
        row(State.IN_DOUBT, "accept", State.WRITING),
        row(State.IN_DOUBT, "drop", State.WRITING),
        row(State.IN_DOUBT, "replacedBy", State.REPLACED),
        row(State.IN_DOUBT, "close", State.CLOSED),
        row(State.REPLACED, "begin", State.REPLACED),
        row(State.REPLACED, "accept", State.REPLACED),
        row(State.REPLACED, "drop", State.REPLACED),
        row(State.REPLACED, "replacedBy", State.REPLACED),
        row(State.REPLACED, "close", State.CLOSED),
        row(State.CLOSED, "begin", State.CLOSED),
        row(State.CLOSED, "accept", State.CLOSED),
        row(State.CLOSED, "drop", State.CLOSED),
        row(State.CLOSED, "replacedBy", State.CLOSED),
        row(State.CLOSED, "close", State.CLOSED));
  }

  private static DynamicTest row(State from, String event, State to) {
    return DynamicTest.dynamicTest(
        from + " " + event,
        () -> {
          WriterState<String> state = in(from);
          EVENTS.get(event).accept(state);
          assertIn(to, state);
          assertThat(state.latest()).isEqualTo(event.equals("accept") ? NEXT : START);
        });
  }

  private static WriterState<String> in(State wanted) {
    WriterState<String> state = new WriterState<>(START);
    if (wanted == State.IN_DOUBT) {
      state.begin("the first attempt");
    } else if (wanted == State.REPLACED) {
      assertThat(state.replacedBy(4)).isNotNull();
    } else if (wanted == State.CLOSED) {
      state.close();
    }
    assertIn(wanted, state);
    return state;
  }

  private static void assertIn(State expected, WriterState<String> state) {
    if (expected == State.REPLACED) {
      assertThatThrownBy(state::requireWritable).isInstanceOf(StaleWriterException.class);
      assertThat(state.isReplaced()).isTrue();
    } else if (expected == State.CLOSED) {
      assertThatThrownBy(state::requireWritable)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot commit offsets of 'orders': the writer is closed; claim the stream again");
      assertThat(state.isClosed()).isTrue();
    } else {
      state.requireWritable();
      assertThat(state.isInDoubt()).isEqualTo(expected == State.IN_DOUBT);
    }
  }
}
