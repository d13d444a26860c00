package io.github.kafkaspark.tool.output;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells a person at a terminal what the command is waiting for, from the first second on. */
public final class Progress {

  /** Of a terminal whose width nobody has told. */
  private static final int USUAL_COLUMNS = 80;

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
        String text = fitting(", " + seconds + " s");
        width = text.length();
        console.err().print("\r" + text);
        console.err().flush();
      }
    }

    /** On one line, whose last column stays free: what is wrapped cannot be erased. */
    private String fitting(String time) {
      int columns = console.columns().orElse(USUAL_COLUMNS) - 1;
      int room = columns - time.length();
      return what.length() <= room
          ? what + time
          : what.substring(0, Math.max(0, room - 1)) + "\u2026" + time;
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
