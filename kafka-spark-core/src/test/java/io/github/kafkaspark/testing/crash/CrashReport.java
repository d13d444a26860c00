package io.github.kafkaspark.testing.crash;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** What a {@link CrashTrial} has counted. */
public final class CrashReport {

  private final List<JobReport> jobs;

  CrashReport(List<JobReport> jobs) {
    this.jobs = jobs;
  }

  /**
   * What was counted of one job.
   *
   * @throws IllegalArgumentException if the trial had no such job
   */
  public JobReport of(String job) {
    return jobs.stream()
        .filter(report -> report.job().equals(job))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid job: '" + job + "' (expected one of the trial's)\n" + this));
  }

  /** A line for each job. */
  @Override
  public String toString() {
    return jobs.stream().map(JobReport::toString).collect(joining("\n"));
  }
}
