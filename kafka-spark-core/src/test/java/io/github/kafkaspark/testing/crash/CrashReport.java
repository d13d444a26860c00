package io.github.kafkaspark.testing.crash;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What a {@link CrashTrial} has counted. */
public final class CrashReport {

  private static final List<String> HEADS =
      Arrays.asList(
          "query",
          "kills",
          "kept",
          "deleted",
          "in a batch",
          "records",
          "lost",
          "read again",
          "at risk",
          "beyond",
          "twice");

  private final List<JobReport> jobs;

  CrashReport(List<JobReport> jobs) {
    this.jobs = Collections.unmodifiableList(jobs);
  }

  /** What was counted of each job, in the order in which the trial got them. */
  public List<JobReport> jobs() {
    return jobs;
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

  /**
   * Requires of each job {@linkplain JobReport#requireKept what it promises}.
   *
   * @throws AssertionError if a job has not kept it; the message has all that have not
   */
  public void requireKept() {
    List<String> broken = new ArrayList<>();
    for (JobReport job : jobs) {
      try {
        job.requireKept();
      } catch (AssertionError e) {
        broken.add(e.getMessage());
      }
    }
    if (!broken.isEmpty()) {
      throw new AssertionError(String.join("\n", broken));
    }
  }

  /** A table with a line for each job: texts to the left, figures to the right. */
  @Override
  public String toString() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADS);
    jobs.forEach(job -> lines.add(job.cells()));
    return lines.stream().map(line -> aligned(line, lines)).collect(joining("\n"));
  }

  private static String aligned(List<String> line, List<List<String>> lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < line.size(); i++) {
      int column = i;
      int width = lines.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
      text.append(i == 0 ? "" : "  ")
          .append(String.format("%" + (i == 0 ? "-" : "") + width + "s", line.get(i)));
    }
    return text.toString();
  }
}
