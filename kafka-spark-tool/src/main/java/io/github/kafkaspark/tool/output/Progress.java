package io.github.kafkaspark.tool.output;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells a person at a terminal what the command is waiting for, from the first second on. */
public final class Progress {

  private final Console console;

  /** One that tells it there. */
  public Progress(Console console) {
    this.console = requireNonNull(console, "console");
  }

  /**
   * Does some work, and says meanwhile what it is.
   *
   * @param what such as {@code "asking the brokers"}
   */
  public <T> T during(String what, Supplier<T> work) {
    if (!console.showsProgress()) {
      return work.get();
    }
    Line line = new Line(what);
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
    try {
      ScheduledFuture<?> unused = clock.scheduleAtFixedRate(line::tick, 1, 1, TimeUnit.SECONDS);
      return work.get();
    } finally {
      clock.shutdownNow();
      line.erase();
    }
  }

  private final class Line {
    private final String what;
    private int seconds;
    private int width;
    private boolean erased;

    Line(String what) {
      this.what = what;
    }

    synchronized void tick() {
      if (!erased) {
        seconds++;
        String text = what + ", " + seconds + " s";
        width = text.length();
        console.err().print("\r" + text);
        console.err().flush();
      }
    }

    synchronized void erase() {
      erased = true;
      if (width > 0) {
        console.err().printf("\r%" + width + "s\r", "");
        console.err().flush();
      }
    }
  }
}
