package io.github.kafkaspark.testing.crash;

import static java.util.stream.Collectors.toSet;

import io.github.kafkaspark.TopicOffsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares, kill by kill, what was read again with what might be. */
final class ReadAgain {

  private final List<String> broken = new ArrayList<>();
  private long atRisk;
  private long beyond;

  /** What drivers so far have read. */
  private final Set<LedgerPage.Entry> read = new HashSet<>();

  /** Of that, what is not committed. */
  private final Set<LedgerPage.Entry> open = new HashSet<>();

  /** The newest batch of a checkpoint that was kept, which may run again though it is committed. */
  private final Set<LedgerPage.Entry> newest = new HashSet<>();

  private long newestBatch = -1;

  private ReadAgain() {}

  /** The lives of a job's drivers; the last has got to the end. */
  static ReadAgain of(List<LedgerPage> pages) {
    ReadAgain counted = new ReadAgain();
    for (int run = 1; run <= pages.size(); run++) {
      counted.driver(run, pages.get(run - 1));
      if (run < pages.size()) {
        counted.kill(run, pages.get(run - 1), pages.get(run).before.committed);
      }
    }
    return counted;
  }

  /** What broke the promise; nothing if it was kept. */
  List<String> broken() {
    return Collections.unmodifiableList(broken);
  }

  /** Over all kills the running batch, and what the last status had at risk. */
  long atRisk() {
    return atRisk;
  }

  /** The records that were read again, or left to be, and were not at risk. */
  long beyond() {
    return beyond;
  }

  private void driver(int run, LedgerPage page) {
    Set<LedgerPage.Entry> again = new HashSet<>(page.entries);
    again.retainAll(read);
    again.removeAll(open);
    again.removeAll(newest);
    if (!again.isEmpty()) {
      beyond += again.size();
      broken.add(
          String.format(
              "driver %d has read %d records again that were committed, such as %s",
              run, again.size(), again.iterator().next()));
    }
    read.addAll(page.entries);
  }

  private void kill(int run, LedgerPage page, TopicOffsets committed) {
    Set<LedgerPage.Entry> left =
        page.entries.stream().filter(entry -> !entry.isBefore(committed)).collect(toSet());
    Set<LedgerPage.Entry> last = page.lastBatch();
    long most = last.size() + page.atRisk;
    atRisk += most;
    if (left.size() > most) {
      beyond += left.size() - most;
      broken.add(
          String.format(
              "driver %d has left %d records to be read again, and its last batch had %d, and %d"
                  + " were at risk",
              run, left.size(), last.size(), page.atRisk));
    }
    open.removeIf(entry -> entry.isBefore(committed));
    open.addAll(left);
    if (page.checkpointDeleted) {
      newest.clear();
      newestBatch = -1;
    } else {
      if (page.newestBatch() > newestBatch) {
        newest.clear();
        newestBatch = page.newestBatch();
      }
      newest.addAll(last);
    }
  }
}
