package io.github.kafkaspark.jobs.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that only their owner may read: mode 0600. */
final class PrivateFiles {

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private PrivateFiles() {}

  /** Puts this text in the file's place; who reads meanwhile sees the old one or the new one. */
  static void replace(Path file, String text) throws IOException {
    Path next =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            "." + file.getFileName(),
            ".new",
            PosixFilePermissions.asFileAttribute(OWNER));
    try {
      Files.write(next, text.getBytes(UTF_8));
      Files.move(next, file, ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /** Creates the file if it is missing. */
  static void create(Path file) throws IOException {
    if (Files.notExists(file)) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
    }
  }

  /**
   * Refuses a file that others may read or write.
   *
   * @throws IllegalStateException if they may
   */
  static void check(Path file) throws IOException {
    Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    others.removeAll(PosixFilePermissions.fromString("rwx------"));
    if (!others.isEmpty()) {
      throw new IllegalStateException(
          "Cannot use "
              + file
              + ": others than its owner may use it ("
              + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
              + "); chmod 600 "
              + file);
    }
  }
}
