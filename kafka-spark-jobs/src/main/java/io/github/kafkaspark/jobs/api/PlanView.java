package io.github.kafkaspark.jobs.api;

import java.time.Instant;
import java.util.List;

/**
 * Where a start would begin.
 *
 * @param refused why a start would be refused; null if it would not
 * @param text the whole plan, as the library prints it
 */
public record PlanView(
    String job, String stream, Instant at, String refused, List<Line> lines, String text) {

  /**
   * A partition.
   *
   * @param from the first offset to be read, or a word such as {@code earliest}
   * @param behind how many records are there to read; null if that is not known
   * @param why where the offset comes from, and what is missing if something is
   */
  public record Line(String topic, int partition, String from, Long behind, String why) {}
}
