package io.github.kafkaspark.tool.output;

/**
 * The command does not do what it was asked, or could not. Its message is what the user reads,
 * behind {@code kafka-spark:}, and the status is 1.
 */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With the value, the rule, and a way out that works at a shell. */
  public Refusal(String message) {
    super(message);
  }

  /** The same, with the cause for {@code --debug}. */
  public Refusal(String message, Throwable cause) {
    super(message, cause);
  }
}
