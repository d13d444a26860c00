package io.github.kafkaspark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private final StringBuilder order = new StringBuilder();

  @Test
  void givesEachCandidateATurnInEachRound() throws Exception {
    Map<String, Series> found = turns(3, Duration.ofHours(1)).take();

    assertThat(order).hasToString("ABC" + "BCA" + "CAB");
    assertThat(found.keySet()).containsExactly("A", "B", "C");
    assertThat(found.get("A").rounds()).isEqualTo(3);
    assertThat(found.get("A").tries()).isEqualTo(6);
  }

  @Test
  void beginsNoRoundThatWouldEndAfterTheLimit() throws Exception {
    Map<String, Series> found = turns(3, Duration.ZERO).take();

    assertThat(order).hasToString("ABC");
    assertThat(found.get("C").rounds()).isEqualTo(1);
  }

  private Turns turns(int rounds, Duration limit) {
    Turns turns = new Turns("test", rounds, limit);
    for (String candidate : new String[] {"A", "B", "C"}) {
      turns.add(candidate, () -> note(candidate));
    }
    return turns;
  }

  private double[] note(String candidate) {
    order.append(candidate);
    return new double[] {1, 2};
  }
}
