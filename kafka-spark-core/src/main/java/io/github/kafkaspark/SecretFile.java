package io.github.kafkaspark;

import static java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;

import io.github.kafkaspark.internal.LoggedOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** A file that has secrets, so nobody else should be able to read it. */
final class SecretFile {

  private SecretFile() {}

  /** As a readable file, whose path clients get. */
  static String require(Path path, String what) {
    String file = ReadableFile.require(path, what);
    warn(path, what);
    return file;
  }

  /** Warns, once, of one that others may read. */
  static void warn(Path path, String what) {
    if (othersMayRead(path)) {
      LoggedOnce.warn(
          "Every user of this host may read the "
              + what
              + " '"
              + path
              + "', which has secrets; take that right away, as by chmod o-r");
    }
  }

  /** What a folder hides nobody else can read; where files have no such rights, nothing is said. */
  private static boolean othersMayRead(Path path) {
    try {
      Path file = path.toRealPath();
      boolean mayRead = has(OTHERS_READ, file);
      for (Path folder = file.getParent(); mayRead && folder != null; ) {
        mayRead = has(OTHERS_EXECUTE, folder);
        folder = folder.getParent();
      }
      return mayRead;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static boolean has(PosixFilePermission right, Path path) throws IOException {
    return Files.getPosixFilePermissions(path).contains(right);
  }
}
