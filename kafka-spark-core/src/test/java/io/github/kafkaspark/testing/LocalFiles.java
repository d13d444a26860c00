package io.github.kafkaspark.testing;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.spark.SparkConf;

/**
 * Hadoop's local file system, which sets permissions and reads links in this JVM. Without its
 * native library, which no jar brings, Hadoop starts a {@code chmod} or a {@code readlink} for each
 * of them: ten processes for each batch of a query, which take more time than the batch.
 */
public final class LocalFiles {

  /** Windows has none of this kind. */
  private static final boolean HAS_PERMISSIONS =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private LocalFiles() {}

  /** Lets a session use it. */
  public static SparkConf setIn(SparkConf settings) {
    return settings
        .set("spark.hadoop.fs.file.impl", Checked.class.getName())
        .set("spark.hadoop.fs.AbstractFileSystem.file.impl", CheckedContext.class.getName());
  }

  private static final class Raw extends RawLocalFileSystem {

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      if (!HAS_PERMISSIONS) {
        super.setPermission(path, permission);
        return;
      }
      String letters =
          permission.getUserAction().SYMBOL
              + permission.getGroupAction().SYMBOL
              + permission.getOtherAction().SYMBOL;
      Files.setPosixFilePermissions(
          pathToFile(path).toPath(), PosixFilePermissions.fromString(letters));
    }

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
      return Files.isSymbolicLink(pathToFile(path).toPath())
          ? super.getFileLinkStatus(path)
          : getFileStatus(path);
    }
  }

  /** For {@code FileSystem}; Hadoop makes it by its name. */
  static final class Checked extends LocalFileSystem {
    Checked() {
      super(new Raw());
    }
  }

  /** For {@code FileContext}, by which Spark writes checkpoints; Hadoop makes it by its name. */
  static final class CheckedContext extends ChecksumFs {
    CheckedContext(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(new RawContext(configuration));
    }
  }

  private static final class RawContext extends DelegateToFileSystem {

    RawContext(Configuration configuration) throws IOException, URISyntaxException {
      super(URI.create("file:///"), new Raw(), configuration, "file", false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }

    /** Any name: local file systems have rules of their own. */
    @Override
    public boolean isValidName(String name) {
      return true;
    }
  }
}
