package io.github.kafkaspark.lifecycle;

import static java.util.Objects.requireNonNull;

/** An action for the time when the queries have ended, with a name for the log. */
final class EndHook {

  private final String name;
  private final AutoCloseable work;

  EndHook(String name, AutoCloseable work) {
    this.name = requireNonNull(name, "name");
    this.work = requireNonNull(work, "hook");
  }

  void run() throws Exception {
    work.close();
  }

  @Override
  public String toString() {
    return "'" + name + "'";
  }
}
