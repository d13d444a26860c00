package io.github.kafkaspark.testing.crash;

import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** What a {@link CrashTrial} has counted of one job. */
public final class JobReport {

  private static final int SHOWN = 10;

  private final String job;
  private final boolean isSink;
  private final boolean isStream;
  private final int kills;
  private final int deleted;
  private final int produced;
  private final List<String> lost;
  private final List<String> twice;
  private final int inABatch;
  private final long readAgain;
  private final ReadAgain compared;

  private JobReport(
      String job, Class<? extends CrashJob> type, List<LedgerPage> pages, int produced) {
    this.job = job;
    this.isSink = CrashSink.class.isAssignableFrom(type);
    this.isStream = CrashStream.class.isAssignableFrom(type);
    this.kills = pages.size() - 1;
    this.deleted = (int) pages.stream().filter(page -> page.checkpointDeleted).count();
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
    Set<String> there = new HashSet<>(isSink ? end.held : inLedger);
    this.lost =
        IntStream.range(0, produced)
            .mapToObj(Integer::toString)
            .filter(value -> !there.contains(value))
            .collect(toList());
    this.twice = isSink ? end.twice() : Collections.emptyList();
    this.inABatch = inABatch(pages);
    this.readAgain = entries - distinct.size();
    this.compared = isStream ? ReadAgain.of(pages) : null;
  }

  static JobReport of(
      String job, Class<? extends CrashJob> type, List<LedgerPage> pages, int produced) {
    return new JobReport(job, type, pages, produced);
  }

  /** How many kills have left records in the ledger of which the job knows nothing afterwards. */
  private int inABatch(List<LedgerPage> pages) {
    int hits = 0;
    for (int i = 0; i + 1 < pages.size(); i++) {
      LedgerPage.Found after = pages.get(i + 1).before;
      Set<String> held = new HashSet<>(after.held);
      boolean hit =
          pages.get(i).entries.stream()
              .anyMatch(
                  entry ->
                      isStream ? !entry.isBefore(after.committed) : !held.contains(entry.value));
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

  /** After how many kills the job's checkpoint was deleted. */
  public int checkpointsDeleted() {
    return deleted;
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

  /**
   * How many records the kills had put at risk of being read again: those of the running batch, and
   * those that the last published status had at risk. Known of a {@link CrashStream} alone.
   */
  public OptionalLong atRisk() {
    return isStream ? OptionalLong.of(compared.atRisk()) : OptionalLong.empty();
  }

  /** How many records were read again that had not been at risk; known of a {@link CrashStream}. */
  public OptionalLong beyond() {
    return isStream ? OptionalLong.of(compared.beyond()) : OptionalLong.empty();
  }

  /** The records that are in the topic and not in the sink. */
  public List<String> lost() {
    return lost;
  }

  /** The records that the sink holds more than once; none is known without a {@link CrashSink}. */
  public List<String> twice() {
    return twice;
  }

  /**
   * Requires what the job promises: a {@link CrashStream} each record at least once, a {@link
   * CrashSink} that is none each record once.
   *
   * @throws AssertionError if it is not so
   */
  public void requireKept() {
    if (isStream) {
      requireAtLeastOnce();
    } else {
      requireExactlyOnce();
    }
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
    List<String> broken = isStream ? compared.broken() : Collections.emptyList();
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

  /** The counts as the cells of a table; a hyphen is for what is not known of this kind of job. */
  List<String> cells() {
    List<String> cells = new ArrayList<>();
    cells.add(job);
    for (long count :
        new long[] {kills, (long) kills - deleted, deleted, inABatch, produced, lost.size()}) {
      cells.add(Long.toString(count));
    }
    cells.add(Long.toString(readAgain));
    cells.add(cell(atRisk()));
    cells.add(cell(beyond()));
    cells.add(isSink ? Integer.toString(twice.size()) : "-");
    return cells;
  }

  private static String cell(OptionalLong count) {
    return count.isPresent() ? Long.toString(count.getAsLong()) : "-";
  }

  /** The counts in one line. */
  @Override
  public String toString() {
    return String.format(
        "%s: %d kills, %d of them in a batch; of %d records lost %d, twice %d, read again %d",
        job, kills, inABatch, produced, lost.size(), twice.size(), readAgain);
  }
}
