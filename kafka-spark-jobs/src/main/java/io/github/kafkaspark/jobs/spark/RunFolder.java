package io.github.kafkaspark.jobs.spark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a run has on disk. Nobody else may read it. */
public final class RunFolder {

  /** How much of the output is shown. */
  public static final int SHOWN = 64 << 10;

  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");

  private final Path folder;

  /** Makes nothing yet. */
  public RunFolder(Path runs, String id) {
    this.folder = runs.resolve(id).toAbsolutePath();
  }

  void create() throws IOException {
    Set<PosixFilePermission> owners = PosixFilePermissions.fromString("rwx------");
    Path unused = Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(owners));
    unused = Files.createFile(settings(), PosixFilePermissions.asFileAttribute(OWNERS));
  }

  void createOutput() throws IOException {
    Path unused = Files.createFile(output(), PosixFilePermissions.asFileAttribute(OWNERS));
  }

  Path path() {
    return folder;
  }

  Path settings() {
    return folder.resolve("spark.properties");
  }

  Path output() {
    return folder.resolve("output");
  }

  Path exit() {
    return folder.resolve("exit");
  }

  /** Whether spark-submit was started: nobody has done so without this file. */
  public boolean hasBegun() {
    return Files.exists(begun(exit()));
  }

  /** Beside the file for the exit status. */
  static Path begun(Path exit) {
    return exit.resolveSibling("begun");
  }

  /** The exit status of spark-submit; empty if it has not ended, or nobody could write it. */
  public Optional<Integer> exitStatus() {
    try {
      return Optional.of(Integer.valueOf(Files.readString(exit()).trim()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the exit status of a run", e);
    }
  }

  /**
   * The end of what spark-submit has printed, with *** in place of each secret. Secrets keep their
   * length until the end is cut, so that no part of one gets into it.
   */
  public String output(Collection<String> secrets) {
    List<String> hidden = longestFirst(secrets);
    String text = end(SHOWN + (hidden.isEmpty() ? 0 : hidden.get(0).length()));
    for (String secret : hidden) {
      text = text.replace(secret, "\0".repeat(secret.length()));
    }
    String shown = text.substring(Math.max(0, text.length() - SHOWN)).replaceAll("\0+", "***");
    return new String(shown.getBytes(ISO_8859_1), UTF_8).replaceFirst("^\uFFFD+", "");
  }

  /** As the output is read: a character for each byte. */
  private static List<String> longestFirst(Collection<String> secrets) {
    return secrets.stream()
        .filter(each -> !each.isBlank())
        .map(each -> new String(each.getBytes(UTF_8), ISO_8859_1))
        .sorted(Comparator.comparing(String::length).reversed())
        .toList();
  }

  /** The beginning of the output, where spark-submit names ids and addresses. */
  String firstOutput() {
    Path first = new OutputBound(output()).first();
    try (var in = Files.newInputStream(Files.exists(first) ? first : output())) {
      return new String(in.readNBytes(1 << 20), UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the output of a run", e);
    }
  }

  private String end(int most) {
    String end = end(output(), most);
    Path before = new OutputBound(output()).before();
    return end.length() < most ? end(before, most - end.length()) + end : end;
  }

  private static String end(Path part, int most) {
    try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "r")) {
      long length = file.length();
      byte[] bytes = new byte[(int) Math.min(most, length)];
      file.seek(length - bytes.length);
      file.readFully(bytes);
      return new String(bytes, ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** The settings have been read, and some of them may be secrets. */
  public void forgetSettings() {
    try {
      boolean unused = Files.deleteIfExists(settings());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete the settings of a run", e);
    }
  }

  /** Deletes all of it. */
  public void delete() {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Path unused = Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete the folder of a run", e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
