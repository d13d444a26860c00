package io.github.kafkaspark.jobs.spark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** The file that a job's GracefulStop waits for: a local one, or one of a Hadoop file system. */
public final class StopMarker {

  private final String marker;

  /** Looks at nothing yet. */
  public StopMarker(String marker) {
    this.marker = marker;
  }

  /** Whether the file is there. */
  public boolean exists() throws IOException {
    if (isHadoops()) {
      return hadoop().exists(hadoopPath());
    }
    try {
      BasicFileAttributes unused = Files.readAttributes(Path.of(marker), BasicFileAttributes.class);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Makes the file, if it is not there. */
  public void write() throws IOException {
    if (isHadoops()) {
      boolean unused = hadoop().createNewFile(hadoopPath());
      return;
    }
    try {
      Path unused = Files.createFile(Path.of(marker));
    } catch (FileAlreadyExistsException e) {
      return; // Somebody else wants the same.
    }
  }

  /** Takes the file away, if it is there. */
  public void delete() throws IOException {
    if (isHadoops()) {
      boolean unused = hadoop().delete(hadoopPath(), false);
    } else {
      boolean unused = Files.deleteIfExists(Path.of(marker));
    }
  }

  private boolean isHadoops() {
    return !marker.startsWith("/");
  }

  private FileSystem hadoop() throws IOException {
    Configuration configuration = new Configuration();
    // Hadoop's own is three quarters of an hour.
    configuration.setInt("ipc.client.connect.max.retries", 2);
    configuration.setInt("ipc.client.connect.max.retries.on.timeouts", 1);
    configuration.setInt("ipc.client.connect.timeout", 5000);
    return FileSystem.get(URI.create(marker), configuration);
  }

  private org.apache.hadoop.fs.Path hadoopPath() {
    return new org.apache.hadoop.fs.Path(URI.create(marker));
  }

  @Override
  public String toString() {
    return "'" + marker + "'";
  }
}
