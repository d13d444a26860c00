package io.github.kafkaspark.offsets.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "12.345", "999999999999999999.999999999999999999"})
  void readsWhatItWrites(String file) {
    assertThat(CommitName.parse(file)).get().hasToString(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.",
        ".1",
        "0.1",
        "01.1",
        "1.01",
        "1.1 ",
        "1.1.1",
        "-1.1",
        "1.-1",
        "1,1",
        "a.1",
        "1.a",
        "1000000000000000000.1",
        "1.1000000000000000000",
        "१.१"
      })
  void knowsWhatIsNoCommit(String file) {
    assertThat(CommitName.parse(file)).isEmpty();
  }

  @Test
  void isOrderedByNumbersNotLetters() {
    assertThat(CommitName.of(9, 10)).isLessThan(CommitName.of(10, 9));
    assertThat(CommitName.of(9, 9)).isLessThan(CommitName.of(9, 10));
    assertThat(CommitName.of(9, 9)).isEqualTo(CommitName.of(9, 9)).isNotEqualTo("9.9");
    assertThat(CommitName.of(9, 9)).hasSameHashCodeAs(CommitName.of(9, 9));
    assertThat(CommitName.of(9, 9).next()).isEqualTo(CommitName.of(9, 10));
  }

  @Test
  void findsTheNewestGeneration() {
    assertThat(CommitName.newestGeneration(Collections.emptyList())).isZero();
    assertThat(CommitName.newestGeneration(Arrays.asList(CommitName.of(3, 0), CommitName.of(2, 7))))
        .isEqualTo(3);
  }

  @Test
  void aTemporaryNameIsNoCommitAndNeverTheSame() {
    CommitName name = CommitName.of(3, 4);
    assertThat(name.temporary()).startsWith(".3.4.").endsWith(".tmp");
    assertThat(name.temporary()).isNotEqualTo(name.temporary());
    assertThat(CommitName.parse(name.temporary())).isEmpty();
    assertThat(CommitName.isTemporaryUpTo(3, name.temporary())).isTrue();
    assertThat(CommitName.isTemporaryUpTo(2, name.temporary())).isFalse();
    assertThat(CommitName.isTemporaryUpTo(4, "3.4")).isFalse();
    assertThat(CommitName.isTemporaryUpTo(4, ".3.4.tmp")).isFalse();
  }
}
