package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.offsets.store.WriteAccess;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Every file operation of a store that keeps commits as files, so that tests can make each of them
 * fail. Paths are texts, as the file system writes them.
 *
 * <p>Nobody repeats a failed force on the same file: the system may have dropped the bytes and say
 * yes the second time. The next try writes a new file.
 */
interface CommitFiles {

  /** The path of an entry of a directory. */
  default String child(String directory, String name) {
    return directory.endsWith("/") ? directory + name : directory + "/" + name;
  }

  /** Writes a file that must not exist yet; when this returns its bytes are durable. */
  void write(String file, byte[] bytes) throws IOException;

  /**
   * All the bytes of a file; of one longer than a commit may be, only so many that this shows.
   *
   * @throws NoSuchFileException if there is no such file
   */
  byte[] read(String file) throws IOException;

  /**
   * Gives a written file its name, in one step that only one of many can do. The file may keep its
   * temporary name too. The name is durable once the directory has been forced.
   *
   * @throws FileAlreadyExistsException if the name is taken
   */
  void publish(String name, String temporary) throws IOException;

  /** Deletes a file or an empty directory, if it is there; never what is in a directory. */
  void delete(String file) throws IOException;

  /** Creates a directory unless it is there. Durable once its parent has been forced. */
  void createDirectory(String directory) throws IOException;

  /**
   * Whether there is a directory. False too if a local disk cannot tell; one that is reached
   * through a network throws.
   */
  boolean isDirectory(String path) throws IOException;

  /**
   * The names in a directory, in no order.
   *
   * @throws NoSuchFileException if there is no such directory
   */
  List<String> list(String directory) throws IOException;

  /** Makes the names in a directory durable. */
  void forceDirectory(String directory) throws IOException;

  /** Whether this user could create files in a directory; changes nothing. */
  default WriteAccess access(String directory) throws IOException {
    return WriteAccess.unknown("its file system does not tell");
  }

  /** The way out of a failure, in words that come before "then try again". */
  default String wayOut(IOException failure) {
    return failure instanceof ClosedByInterruptException
        ? "the thread was interrupted: clear its interrupt flag"
        : "see that the disk is there, has space, and that this process may read and write it";
  }
}
