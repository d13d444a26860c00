package io.github.kafkaspark.lifecycle;

import java.time.Instant;
import org.apache.spark.SparkContext;

/** A running Spark application, as its handlers get it. An immutable value. */
public final class SparkApplication {

  private final String id;
  private final String name;
  private final String user;
  private final Instant startTime;

  SparkApplication(String id, String name, String user, Instant startTime) {
    this.id = id;
    this.name = name;
    this.user = user;
    this.startTime = startTime;
  }

  static SparkApplication of(SparkContext context) {
    return new SparkApplication(
        context.applicationId(),
        context.appName(),
        context.sparkUser(),
        Instant.ofEpochMilli(context.startTime()));
  }

  /** Spark's id, such as {@code app-20260101120000-0001} or {@code local-1767268800000}. */
  public String id() {
    return id;
  }

  /** The name that the application gave itself. */
  public String name() {
    return name;
  }

  /** The user that it runs as. */
  public String user() {
    return user;
  }

  /** When its SparkContext was created. */
  public Instant startTime() {
    return startTime;
  }

  /** The name, the id, the user and the time. */
  @Override
  public String toString() {
    return "'" + name + "' (" + id + ") of " + user + ", started " + startTime;
  }
}
