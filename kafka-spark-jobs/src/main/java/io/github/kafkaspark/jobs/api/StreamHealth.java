package io.github.kafkaspark.jobs.api;

/** What can be said of a stream from outside. Nothing here says that a job is well. */
public enum StreamHealth {
  /** Nobody has committed anything. */
  NEW,
  /** A run of this service owns the stream, and has committed lately. */
  MOVING,
  /** A run owns it, and there is nothing to read. */
  IDLE,
  /** A run owns it, there are records to read, and nothing was committed for long. */
  LATE,
  /** A run goes on, and another application has claimed the stream. */
  FENCED,
  /** No run of this service goes on. */
  STOPPED,
  /** The store or the brokers are away, or cannot be seen from here. */
  UNKNOWN
}
