package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds in a stream's directory the commits that count. */
final class CommitReader {

  private static final Logger LOG = LoggerFactory.getLogger(CommitReader.class);

  /** Far more than the times that the newest file can be pruned between a list and a read. */
  private static final int TRIES = 100;

  private final StreamDirectory directory;
  private final List<OffsetCommit> found = new ArrayList<>();
  private final Map<CommitName, String> damaged = new LinkedHashMap<>();
  private CommitName newest;
  private OffsetCommit tombstone;

  private CommitReader(StreamDirectory directory) {
    this.directory = directory;
  }

  /**
   * The readable commits since the stream was last forgotten, newest first, and at most so many.
   *
   * @throws OffsetStoreException if there are commits and none is readable, or one of them is of a
   *     newer format
   */
  static List<OffsetCommit> newest(int most, StreamDirectory directory) throws IOException {
    return read(most, directory).found;
  }

  /**
   * The newest readable commit, which may be a tombstone.
   *
   * @throws OffsetStoreException as {@link #newest}
   */
  static Optional<OffsetCommit> last(StreamDirectory directory) throws IOException {
    CommitReader reader = read(1, directory);
    return reader.found.isEmpty()
        ? Optional.ofNullable(reader.tombstone)
        : Optional.of(reader.found.get(0));
  }

  /** What is wrong with each damaged commit since the stream was last forgotten, newest first. */
  static List<String> damage(StreamDirectory directory) throws IOException {
    CommitReader reader = new CommitReader(directory);
    reader.read(directory.names(), Integer.MAX_VALUE);
    List<String> damage = new ArrayList<>();
    reader.damaged.forEach((name, why) -> damage.add(name + ": " + why));
    return damage;
  }

  private static CommitReader read(int most, StreamDirectory directory) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        CommitReader reader = new CommitReader(directory);
        List<CommitName> names = directory.names();
        reader.read(names, most);
        if (attempt == TRIES || reader.isNewestOf(names)) {
          reader.report();
          return reader;
        }
      } catch (NoSuchFileException e) {
        if (attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  private void read(List<CommitName> names, int most) throws IOException {
    CommitName newer = null;
    long claimed = 0;
    for (CommitName name : names) {
      if (found.size() == most) {
        break;
      }
      OffsetCommit commit = readIfIntact(name);
      if (commit == null || isStale(commit, newer, claimed)) {
        continue;
      }
      if (commit.isForgotten()) {
        tombstone = commit;
        break;
      }
      found.add(commit);
      newest = newest == null ? name : newest;
      newer = name;
      claimed = commit.sequence() - name.number();
    }
  }

  /**
   * Whether the files that were read are those that the list named. If a START has been pruned
   * since, a claim that was paused for long may have given its name again; then there is a newer
   * generation.
   */
  private boolean isNewestOf(List<CommitName> names) throws IOException {
    return newest == null
        || newest.number() > 0
        || CommitName.newestGeneration(directory.names()) == CommitName.newestGeneration(names);
  }

  private OffsetCommit readIfIntact(CommitName name) throws IOException {
    try {
      return directory.read(name);
    } catch (DamagedCommitException e) {
      damaged.put(name, e.getMessage());
      return null;
    } catch (NoSuchFileException e) {
      if (found.isEmpty()) {
        throw e;
      }
      return null; // Pruned since the list was made, so no longer a part of the history.
    }
  }

  /**
   * A claim goes on from the newest commit that it sees. A writer that was being replaced has
   * written the commits of an older generation from that sequence on, and no reader may see them.
   */
  private static boolean isStale(OffsetCommit commit, CommitName newer, long claimed) {
    return newer != null
        && commit.generation() < newer.generation()
        && commit.sequence() >= claimed;
  }

  private void report() {
    if (damaged.isEmpty()) {
      return;
    }
    if (found.isEmpty()) {
      throw new OffsetStoreException(
          String.format(
              "Cannot read offsets of '%s' in %s: every commit%s is damaged, %s; restore one of them, "
                  + "or delete the directory to start from the fallback",
              directory.stream(),
              directory,
              tombstone == null ? "" : " since the stream was forgotten",
              damaged));
    }
    LOG.warn(
        "Damaged commits of '{}' in {} are left out: {}; the newest that serves is {}",
        directory.stream(),
        directory,
        damaged,
        newest);
  }
}
