package io.github.kafkaspark.jobs.api;

import java.util.List;

/** Something that listeners are told. */
public sealed interface Change {

  /** The name that server-sent events have for it. */
  String type();

  /** What becomes the event's JSON. */
  Object view();

  /** A run has begun, or is in another state, or more is known about it. */
  record RunChange(RunView view) implements Change {
    @Override
    public String type() {
      return "run";
    }
  }

  /** A stream was looked at. */
  record StreamChange(StreamView view) implements Change {
    @Override
    public String type() {
      return "stream";
    }
  }

  /** The jobs file was loaded again. */
  record JobsChange(List<JobView> view) implements Change {
    @Override
    public String type() {
      return "jobs";
    }
  }
}
