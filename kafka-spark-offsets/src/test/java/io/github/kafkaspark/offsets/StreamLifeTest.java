package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.StreamLife.Change;
import io.github.kafkaspark.offsets.StreamLife.Event;
import io.github.kafkaspark.offsets.StreamLife.State;
import io.github.kafkaspark.offsets.StreamLife.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of a stream's life is the one that docs/architecture.md shows. */
class StreamLifeTest {

  private final StreamLife life = new StreamLife();
  private final UUID first = UUID.randomUUID();
  private final UUID second = UUID.randomUUID();

  private static StreamRun run(UUID id) {
    return new StreamRun(id, new SparkQuery(id, null), System::nanoTime, Runnable::run);
  }

  @Test
  void isTheTableOfTheDocs() throws IOException {
    String page =
        new String(
            Files.readAllBytes(
                Paths.get(System.getProperty("basedir", ""), "../docs/architecture.md")),
            UTF_8);

    assertThat(page).contains("<!-- life -->\n" + table() + "<!-- end of life -->\n");
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| |");
    for (Event event : Event.values()) {
      table.append(' ').append(event.name().toLowerCase(Locale.ROOT)).append(" |");
    }
    table.append("\n|---|");
    Arrays.stream(Event.values()).forEach(event -> table.append("---|"));
    for (State state : State.values()) {
      table.append("\n| ").append(state).append(" |");
      for (Event event : Event.values()) {
        Change change = StreamLife.of(state, event);
        table.append(' ').append(cell(state, change)).append(" |");
      }
    }
    return table.append('\n').toString();
  }

  private static String cell(State state, Change change) {
    String after = change.after == state ? "" : "→ " + change.after;
    String step = change.step == Step.NOTHING && !after.isEmpty() ? "" : change.step.toString();
    return Stream.of(step, after).filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
  }

  @Test
  void eventsOfAnEarlierRunChangeNothing() {
    life.started(run(first));
    life.started(run(second));

    assertThat(life.on(Event.STOP, first)).isEqualTo(Step.NOTHING);
    assertThat(life.on(Event.REPLACED, first)).isEqualTo(Step.NOTHING);
    assertThat(life.state()).isEqualTo(State.RUNNING);
    assertThat(life.accepts(first)).isFalse();
    assertThat(life.accepts(second)).isTrue();
  }

  @Test
  void aLoadEndsTheRunBefore() {
    life.started(run(first));
    life.loaded();

    assertThat(life.on(Event.PROGRESS, first)).isEqualTo(Step.NOTHING);
    assertThat(life.state()).isEqualTo(State.LOADED);
    assertThat(life.run()).isNull();
  }

  @Test
  void aRunThatIsFoundCountsLessThanOneThatHasStartedSince() {
    life.started(run(second));
    life.found(run(first));

    assertThat(life.run().id()).isEqualTo(second);
  }

  @Test
  void aRunThatIsFoundIsNotThatOfALoad() {
    life.loaded();
    life.found(run(first));

    assertThat(life.state()).isEqualTo(State.LOADED);
  }

  @Test
  void aFencedStreamStaysSoUntilItsSourceIsLoadedAgain() {
    life.started(run(first));
    assertThat(life.on(Event.REPLACED, first)).isEqualTo(Step.GIVE_UP);
    life.started(run(second));
    assertThat(life.on(Event.PROGRESS, second)).isEqualTo(Step.STOP_QUERY);
    life.loaded();
    assertThat(life.state()).isEqualTo(State.LOADED);
  }
}
