package io.github.kafkaspark.testing.crash;

import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What a {@link CrashTrial} has counted of one job. */
public final class JobReport {

  private static final int SHOWN = 10;

  private final String job;
  private final int kills;
  private final int produced;
  private final List<String> lost;
  private final List<String> twice;
  private final int inABatch;
  private final long readAgain;
  private final List<String> broken;

  private JobReport(
      String job, boolean isSink, List<LedgerPage> pages, int produced, List<String> broken) {
    this.job = job;
    this.kills = pages.size() - 1;
    this.produced = produced;
    List<String> inLedger = new ArrayList<>();
    Set<LedgerPage.Entry> distinct = new HashSet<>();
    long entries = 0;
    for (LedgerPage page : pages) {
      Set<LedgerPage.Entry> own = new HashSet<>(page.entries);
      own.forEach(entry -> inLedger.add(entry.value));
      entries += own.size();
      distinct.addAll(own);
    }
    LedgerPage.Found end = pages.get(kills).last;
    List<String> held = isSink ? end.held : inLedger;
    Set<String> there = new HashSet<>(held);
    this.lost =
        IntStream.range(0, produced)
            .mapToObj(Integer::toString)
            .filter(value -> !there.contains(value))
            .collect(toList());
    this.twice = isSink ? end.twice() : Collections.emptyList();
    this.inABatch = inABatch(isSink, pages);
    this.readAgain = entries - distinct.size();
    this.broken = broken;
  }

  static JobReport of(String job, boolean isSink, List<LedgerPage> pages, int produced) {
    List<String> broken = isSink ? Collections.emptyList() : ReadAgain.broken(pages);
    return new JobReport(job, isSink, pages, produced, broken);
  }

  /** How many kills have left records in the ledger of which the job knows nothing afterwards. */
  private static int inABatch(boolean isSink, List<LedgerPage> pages) {
    int hits = 0;
    for (int i = 0; i + 1 < pages.size(); i++) {
      LedgerPage.Found after = pages.get(i + 1).before;
      Set<String> held = new HashSet<>(after.held);
      boolean hit =
          pages.get(i).entries.stream()
              .anyMatch(
                  entry -> isSink ? !held.contains(entry.value) : !entry.isBefore(after.committed));
      hits += hit ? 1 : 0;
    }
    return hits;
  }

  /** The job's name. */
  public String job() {
    return job;
  }

  /** How many drivers were killed while the job ran. */
  public int kills() {
    return kills;
  }

  /** How many kills have hit a batch of which some records had passed and nothing was kept. */
  public int killsInABatch() {
    return inABatch;
  }

  /** How many records the topic has. */
  public int produced() {
    return produced;
  }

  /** How many records a driver has read that one before it had read. */
  public long readAgain() {
    return readAgain;
  }

  /** The records that are in the topic and not in the sink. */
  public List<String> lost() {
    return lost;
  }

  /** The records that the sink holds more than once; none is known of a {@link CrashStream}. */
  public List<String> twice() {
    return twice;
  }

  /**
   * Requires each record to be there once.
   *
   * @throws AssertionError if it is not
   */
  public void requireExactlyOnce() {
    if (!lost.isEmpty() || !twice.isEmpty()) {
      throw new AssertionError(
          String.format(
              "Not exactly once: %s%nlost: %s%ntwice: %s", this, shown(lost), shown(twice)));
    }
  }

  /**
   * Requires each record to be there, and a restart to read again no more than the running batch
   * and what the last published status said was at risk.
   *
   * @throws AssertionError if it is not so
   */
  public void requireAtLeastOnce() {
    if (!lost.isEmpty() || !broken.isEmpty()) {
      throw new AssertionError(
          String.format(
              "Not at least once, or too often: %s%nlost: %s%n%s",
              this, shown(lost), String.join("\n", broken)));
    }
  }

  private static List<String> shown(List<String> values) {
    return values.subList(0, Math.min(SHOWN, values.size()));
  }

  /** The counts in one line. */
  @Override
  public String toString() {
    return String.format(
        "%s: %d kills, %d of them in a batch; of %d records lost %d, twice %d, read again %d",
        job, kills, inABatch, produced, lost.size(), twice.size(), readAgain);
  }
}
