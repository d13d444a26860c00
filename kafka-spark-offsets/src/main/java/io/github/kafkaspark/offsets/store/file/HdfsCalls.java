package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.internal.Daemons;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.PrivilegedExceptionAction;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Calls of Hadoop's client, as one user, on threads that nobody interrupts. An interrupt in the
 * midst of a call makes the client close a connection that other threads use, or is lost.
 */
final class HdfsCalls {

  /** Daemons, which end when they have had nothing to do for a minute. */
  private static final Executor THREADS = Daemons.cached("hdfs");

  private final UserGroupInformation user;

  /** A call that gives nothing. */
  interface Step {
    void run() throws IOException;
  }

  HdfsCalls(UserGroupInformation user) {
    this.user = user;
  }

  /**
   * What a call gives. An interrupt of the caller does not end it, and is kept for the caller.
   *
   * @throws InterruptedIOException if the caller was interrupted before
   * @throws IOException that the call has thrown, in the words of this library
   */
  <T> T get(String path, PrivilegedExceptionAction<T> call) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the thread is interrupted");
    }
    FutureTask<T> task = new FutureTask<>(() -> user.doAs(call));
    THREADS.execute(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw HdfsFailure.of(path, e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Makes a call that gives nothing, as {@link #get} does. */
  void run(String path, Step step) throws IOException {
    Object unused =
        get(
            path,
            () -> {
              step.run();
              return null;
            });
  }
}
