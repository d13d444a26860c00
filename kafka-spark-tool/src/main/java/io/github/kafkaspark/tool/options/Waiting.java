package io.github.kafkaspark.tool.options;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Progress;
import java.time.Duration;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option that says how long a command waits, and the waiting: a mixin. */
public final class Waiting {

  private final Progress progress;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "The longest wait for one answer, 1s to 1h. Without it, 30s.")
  private Duration timeout = Duration.ofSeconds(30);

  /** For a command that prints there. */
  public Waiting(Console console) {
    this.progress = new Progress(requireNonNull(console, "console"));
  }

  /** The longest wait for one answer. */
  public Duration timeout() {
    return timeout;
  }

  /**
   * Does something that ends by itself, such as a question to the brokers, and shows what it is.
   *
   * @param what such as {@code "asking the brokers"}
   */
  public <T> T during(String what, Supplier<T> work) {
    return progress.during(what, work);
  }

  /**
   * Does something that may never end, but changes nothing, and gives up after {@code --timeout}.
   *
   * @param what such as {@code "reading the checkpoint"}
   */
  public <T> T within(String what, Supplier<T> work) {
    return progress.during(what, () -> Bounded.call(what, timeout, work));
  }
}
