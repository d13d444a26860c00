package io.github.kafkaspark.jobs.api;

/** Why the service does not do what it was asked; the message is for the one who asked. */
public final class Refusal extends RuntimeException {

  private final int status;

  private Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  /** A value that nobody may send. */
  public static Refusal badValue(String message) {
    return new Refusal(400, message);
  }

  /** Nothing has this name or id. */
  public static Refusal unknown(String message) {
    return new Refusal(404, message);
  }

  /** It cannot be done in the state that the job or the run is in. */
  public static Refusal conflict(String message) {
    return new Refusal(409, message);
  }

  /** The request is right, and what the operator or the store says forbids it. */
  public static Refusal cannot(String message) {
    return new Refusal(422, message);
  }

  /** Something that the service needs is away, and may come back. */
  public static Refusal away(String message) {
    return new Refusal(503, message);
  }

  /** The status code of HTTP. */
  public int status() {
    return status;
  }
}
