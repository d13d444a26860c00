package io.github.kafkaspark.jobs.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * One who watches. Nobody waits for a viewer: what does not leave at once waits in a short queue,
 * without a thread, and a viewer that falls behind is cut off. Its page then asks for everything
 * anew.
 */
final class Viewer implements WriteListener {

  static final int MOST_WAITING = 256;

  private final Caller caller;
  private final ServletOutputStream out;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private boolean open;
  private boolean unflushed;

  Viewer(Caller caller, ServletOutputStream out) {
    this.caller = caller;
    this.out = out;
  }

  Caller caller() {
    return caller;
  }

  /** Done when the viewer has gone, or is to go. */
  CompletableFuture<Void> end() {
    return end;
  }

  void send(byte[] event) {
    boolean behind;
    synchronized (this) {
      behind = waiting.size() >= MOST_WAITING;
      if (!behind) {
        waiting.add(event);
      }
    }
    if (behind) {
      close();
    } else {
      write();
    }
  }

  void close() {
    end.complete(null);
  }

  @Override
  public void onWritePossible() {
    synchronized (this) {
      open = true;
    }
    write();
  }

  @Override
  public void onError(Throwable failure) {
    close();
  }

  private void write() {
    try {
      synchronized (this) {
        while (open && !end.isDone() && out.isReady()) {
          byte[] event = waiting.poll();
          if (event != null) {
            out.write(event);
            unflushed = true;
          } else if (unflushed) {
            unflushed = false;
            out.flush();
          } else {
            return;
          }
        }
      }
    } catch (IOException | IllegalStateException e) {
      close(); // It has gone; its request's end tells nobody anything.
    }
  }
}
