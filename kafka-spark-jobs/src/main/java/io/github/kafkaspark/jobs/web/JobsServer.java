package io.github.kafkaspark.jobs.web;

import io.github.kafkaspark.jobs.api.Jobs;
import java.net.URI;

/** HTTP in front of the jobs. */
public final class JobsServer implements AutoCloseable {

  private JobsServer() {}

  /** Listens, or throws an exception that says why it cannot. */
  public static JobsServer start(Jobs jobs, ServerSettings settings) {
    return new JobsServer();
  }

  /** Where the page is. */
  public URI address() {
    return null;
  }

  @Override
  public void close() {}
}
