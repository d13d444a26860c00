package io.github.kafkaspark.jobs.web;

/**
 * A request that is refused before anybody is asked for it, with its status and what its sender
 * reads.
 */
final class Problem extends RuntimeException {

  private final int status;

  Problem(int status, String text) {
    super(text);
    this.status = status;
  }

  int status() {
    return status;
  }
}
