package io.github.kafkaspark.jobs.definition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file that decides what runs, so that not everybody may change or replace it. */
final class SafeFile {

  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;

  private SafeFile() {}

  /** Why the file is not safe; empty if it is. What it links to counts, and each folder above. */
  static Optional<String> refuses(Path file) {
    try {
      Path real = file.toRealPath();
      if (!Files.isRegularFile(real) || !Files.isReadable(real)) {
        return Optional.of("'" + file + "' is not a file that this service can read");
      }
      if ((mode(real) & OTHERS_WRITE) != 0) {
        return Optional.of("every user may write to '" + real + "'; take that away by chmod o-w");
      }
      for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
        int mode = mode(folder);
        if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
          return Optional.of(
              "every user may replace '"
                  + real
                  + "', since every user may write to '"
                  + folder
                  + "'; take that away by chmod o-w");
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("'" + file + "' is not there, or cannot be read (" + e + ")");
    }
  }

  private static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode");
  }
}
