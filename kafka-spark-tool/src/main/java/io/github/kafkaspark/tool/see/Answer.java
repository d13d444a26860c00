package io.github.kafkaspark.tool.see;

import java.util.Optional;

/** What somebody has answered, or why not. */
final class Answer<T> {

  private final T value;
  private final String problem;

  private Answer(T value, String problem) {
    this.value = value;
    this.problem = problem;
  }

  static <T> Answer<T> of(T value) {
    return new Answer<>(value, null);
  }

  static <T> Answer<T> none(String problem) {
    return new Answer<>(null, problem);
  }

  Optional<T> value() {
    return Optional.ofNullable(value);
  }

  /** Empty if there is an answer. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }
}
