package io.github.kafkaspark.offsets;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The batches that Spark's file sink has written into a folder, as one look at the log in it has
 * found: an immutable value. The sink writes no batch whose number is not above the newest one.
 */
final class FileSinkLog {

  private static final String FOLDER = "_spark_metadata";
  private static final Pattern ENTRY = Pattern.compile("(\\d{1,18})(\\.compact)?");

  private final boolean isThere;

  /** The file system, which has one clock. */
  private final URI files;

  /** When each file was written, by the clock of the file system. */
  private final NavigableMap<Long, Instant> all = new TreeMap<>();

  /** Those that also have what older files had, which Spark then deletes. */
  private final NavigableMap<Long, Instant> compact = new TreeMap<>();

  private FileSinkLog(boolean isThere, URI files) {
    this.isThere = isThere;
    this.files = files;
  }

  /**
   * Looks at a folder that a sink writes; reads none of its files.
   *
   * @throws IOException if that cannot be seen
   */
  static FileSinkLog read(Configuration configuration, String folder) throws IOException {
    return entries(configuration, new Path(folder, FOLDER));
  }

  /**
   * Looks when a checkpoint's query has planned its batches, of which Spark keeps the files alike.
   *
   * @throws IOException if that cannot be seen
   */
  static FileSinkLog planned(Configuration configuration, String checkpoint) throws IOException {
    return entries(configuration, new Path(checkpoint, "offsets"));
  }

  private static FileSinkLog entries(Configuration configuration, Path log) throws IOException {
    FileSystem files = log.getFileSystem(configuration);
    FileStatus[] found;
    try {
      found = files.listStatus(log);
    } catch (FileNotFoundException e) {
      return new FileSinkLog(false, files.getUri());
    }
    FileSinkLog entries = new FileSinkLog(true, files.getUri());
    for (FileStatus file : found) {
      Matcher name = ENTRY.matcher(file.getPath().getName());
      if (name.matches()) {
        entries.add(
            Long.parseLong(name.group(1)),
            name.group(2) != null,
            Instant.ofEpochMilli(file.getModificationTime()));
      }
    }
    return entries;
  }

  private void add(long batch, boolean isCompact, Instant written) {
    all.put(batch, written);
    if (isCompact) {
      compact.put(batch, written);
    }
  }

  /** Whether the folder has a log. */
  boolean isThere() {
    return isThere;
  }

  /** The number of the newest batch; -1 if there is none. */
  long newest() {
    return all.isEmpty() ? -1 : all.lastKey();
  }

  /** When a batch was written, at the latest; empty if it has none of that number. */
  Optional<Instant> written(long batch) {
    Instant own = all.get(batch);
    if (own != null || compact.ceilingEntry(batch) == null) {
      return Optional.ofNullable(own);
    }
    return Optional.of(compact.ceilingEntry(batch).getValue());
  }

  /** Whether the times of both are of one clock. */
  boolean hasClockOf(FileSinkLog other) {
    return files.equals(other.files);
  }

  /** When each batch below this was written, by its number. */
  NavigableMap<Long, Instant> below(long batch) {
    return all.headMap(batch, false);
  }
}
