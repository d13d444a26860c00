package io.github.kafkaspark.offsets;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Every file operation of the file store, so that tests can make each of them fail.
 *
 * <p>A force that failed is never repeated on the same file: the system may have dropped the bytes
 * and say yes the second time. Who tries again writes a new file.
 */
class DurableFiles {

  private static final boolean DIRECTORIES_CAN_BE_FORCED =
      !System.getProperty("os.name", "").startsWith("Windows");

  /** Writes a file that must not exist yet, and forces it to the device. */
  void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  byte[] read(Path file) throws IOException {
    return Files.readAllBytes(file);
  }

  /**
   * Gives a file a second name, in one step that only one of many can do.
   *
   * @throws FileAlreadyExistsException if the name is taken
   */
  void link(Path name, Path file) throws IOException {
    Files.createLink(name, file);
  }

  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /** Creates a directory unless it is there. Durable once its parent has been forced. */
  void createDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!isDirectory(directory)) {
        throw e;
      }
    }
  }

  boolean isDirectory(Path path) {
    return Files.isDirectory(path);
  }

  /** The names in a directory, in no order. */
  List<String> list(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /** Makes durable which names a directory has; Windows does so by itself. */
  void forceDirectory(Path directory) throws IOException {
    if (DIRECTORIES_CAN_BE_FORCED) {
      try (FileChannel channel = FileChannel.open(directory, READ)) {
        channel.force(true);
      }
    }
  }
}
