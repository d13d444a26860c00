package io.github.kafkaspark.jobs.stream;

/**
 * A run that goes on.
 *
 * @param application Spark's id; null if it is not known yet
 */
public record RunningApplication(String job, String run, String application) {}
