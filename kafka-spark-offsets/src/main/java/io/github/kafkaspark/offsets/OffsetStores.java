package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * The offset stores that exist.
 *
 * <pre>{@code
 * OffsetStore store = OffsetStores.file(Paths.get("/var/lib/offsets"));
 * }</pre>
 *
 * <p>Each is safe for use by several threads, and keeps the newest 20 commits of a stream.
 */
public final class OffsetStores {

  /** How many commits of a stream a store keeps. */
  static final int KEPT = 20;

  private OffsetStores() {}

  /**
   * A store in the memory of this JVM, gone with it: for tests, and for trying things out. Streams
   * are fenced as in any other store, and nothing ever fails.
   */
  public static OffsetStore inMemory() {
    return new InMemoryOffsetStore();
  }

  /**
   * A store in a directory of a local disk, which is created if it is missing.
   *
   * <p>Any number of processes of the host may use the directory at once. A commit is one file,
   * which begins to exist with all its bytes by a hard link; when {@code append} or {@code claim}
   * returns, the file and its directory have been forced to the device, so that the commit survives
   * the end of the machine too. A damaged file is found by its checksum, and the commit before it
   * serves, with a warning.
   *
   * <p>A stream has a subdirectory, where each byte of its id that is not a plain letter, a digit,
   * a dot, {@code _} or {@code -} takes three; ids of more than 255 bytes in this form, such as 29
   * Chinese characters, are refused with {@link IllegalArgumentException}.
   *
   * <p>The directory stays behind when the host is lost or replaced, as it may be for a driver in
   * cluster mode. A network file system will do only if it forces, links and lists as a local one.
   *
   * @throws NullPointerException if {@code directory} is null
   * @throws OffsetStoreException if {@code directory} is a file, cannot be created or written, or
   *     lies on a file system without hard links
   */
  public static OffsetStore file(Path directory) {
    return FileOffsetStore.open(requireNonNull(directory, "directory"), new DurableFiles());
  }
}
