package io.github.kafkaspark.jobs.spark;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Cuts a file to which another process appends, and which that process never opens again. What was
 * in it goes to a second file, in place of what that had, so the newest part is always kept. Of the
 * very first part, where Spark names what it has started, a third file has the beginning.
 *
 * <p>Whoever writes waits for nobody: what it appends between the copy and the cut, which follow
 * each other at once, is lost.
 */
final class OutputBound {

  /** At this length the file is cut; with the part before, twice of it is kept. */
  static final long MOST_BYTES = 8L << 20;

  /** How much of the beginning is kept for good. */
  static final long FIRST_BYTES = 1L << 20;

  private final Path file;
  private final Path before;
  private final Path first;

  OutputBound(Path file) {
    this.file = file;
    this.before = file.resolveSibling(file.getFileName() + ".before");
    this.first = file.resolveSibling(file.getFileName() + ".first");
  }

  /** What was cut off last; there may be none. */
  Path before() {
    return before;
  }

  /** The beginning; without it nothing was cut so far. */
  Path first() {
    return first;
  }

  /** A disk that is full fails it; then nothing is cut, and nothing grows. */
  void cutIfTooLong() throws IOException {
    if (Files.size(file) < MOST_BYTES) {
      return;
    }
    try (FileChannel whole = FileChannel.open(file, READ, WRITE)) {
      if (!Files.exists(first)) {
        copy(whole, first, FIRST_BYTES);
      }
      copy(whole, before, Long.MAX_VALUE);
      FileChannel unused = whole.truncate(0);
    }
  }

  /** To the end of what has been appended by then. */
  private static void copy(FileChannel from, Path to, long most) throws IOException {
    Path part = to.resolveSibling(to.getFileName() + ".part");
    var owners = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (FileChannel out =
        FileChannel.open(part, Set.of(CREATE, WRITE, TRUNCATE_EXISTING), owners)) {
      long done = 0;
      while (done < Math.min(from.size(), most)) {
        done += from.transferTo(done, Math.min(from.size(), most) - done, out);
      }
    }
    Path unused = Files.move(part, to, ATOMIC_MOVE, REPLACE_EXISTING);
  }
}
