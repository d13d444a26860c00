package io.github.kafkaspark.offsets.store.file;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.kafkaspark.offsets.store.WriteAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The files of a local disk. */
final class LocalFiles implements CommitFiles {

  private static final boolean DIRECTORIES_CAN_BE_FORCED =
      !System.getProperty("os.name", "").startsWith("Windows");

  private final FileSystem fileSystem;

  LocalFiles() {
    this(FileSystems.getDefault());
  }

  LocalFiles(FileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  @Override
  public void write(String file, byte[] bytes) throws IOException {
    change(
        file,
        () -> {
          try (FileChannel channel = FileChannel.open(path(file), CREATE_NEW, WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
              channel.write(rest);
            }
            channel.force(true);
          }
        });
  }

  @Override
  public byte[] read(String file) throws IOException {
    try (FileChannel channel = FileChannel.open(path(file), READ)) {
      // One more than there should be, so that even an empty file is read, and its errors are seen.
      long most = Math.min(channel.size(), CommitFormat.MAX_BYTES) + 1;
      ByteBuffer bytes = ByteBuffer.allocate((int) most);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Reads on.
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  @Override
  public void publish(String name, String temporary) throws IOException {
    change(name, () -> Files.createLink(path(name), path(temporary)));
  }

  @Override
  public void delete(String file) throws IOException {
    change(file, () -> Files.deleteIfExists(path(file)));
  }

  @Override
  public void createDirectory(String directory) throws IOException {
    try {
      change(directory, () -> Files.createDirectory(path(directory)));
    } catch (FileAlreadyExistsException e) {
      if (!isDirectory(directory)) {
        throw e;
      }
    }
  }

  @Override
  public boolean isDirectory(String path) {
    return Files.isDirectory(path(path));
  }

  @Override
  public List<String> list(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path(directory))) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  @Override
  public WriteAccess access(String directory) throws IOException {
    Path path = path(directory);
    if (Files.getFileStore(path).isReadOnly()) {
      return WriteAccess.no("the file system of " + directory + " is mounted to be read only");
    }
    return Files.isWritable(path) && Files.isExecutable(path)
        ? WriteAccess.yes()
        : WriteAccess.no("this user may not create files in " + directory);
  }

  /** Windows makes names durable by itself. */
  @Override
  public void forceDirectory(String directory) throws IOException {
    if (DIRECTORIES_CAN_BE_FORCED) {
      try (FileChannel channel = FileChannel.open(path(directory), READ)) {
        channel.force(true);
      }
    }
  }

  /** A step that changes something. */
  private interface Change {
    void run() throws IOException;
  }

  /** Says what a file system says that was opened to be read, unlike the default one, unchecked. */
  private static void change(String file, Change change) throws IOException {
    try {
      change.run();
    } catch (ReadOnlyFileSystemException e) {
      throw (IOException) new FileSystemException(file, null, "Read-only file system").initCause(e);
    }
  }

  private Path path(String path) {
    return fileSystem.getPath(path);
  }
}
