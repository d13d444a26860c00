package io.github.kafkaspark.offsets.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Of any file system that Hadoop opens; all of the JVM shares its client, so nobody closes it. */
final class HadoopCheckpointFiles implements CheckpointFiles {

  private final FileSystem files;
  private final Path root;

  HadoopCheckpointFiles(FileSystem files, Path root) {
    this.files = files;
    this.root = root;
  }

  @Override
  public List<String> names(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      Path path = directory.isEmpty() ? root : new Path(root, directory);
      for (FileStatus file : files.listStatus(path)) {
        names.add(file.getPath().getName());
      }
    } catch (FileNotFoundException e) {
      names.clear();
    }
    return names;
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    Path path = new Path(root, file);
    try {
      FileStatus status = files.getFileStatus(path);
      if (!status.isFile() || status.getLen() > LARGEST) {
        return Optional.empty();
      }
      byte[] bytes = new byte[(int) status.getLen()];
      try (FSDataInputStream in = files.open(path)) {
        in.readFully(0, bytes);
      }
      return Optional.of(bytes);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean exists() throws IOException {
    try {
      return files.getFileStatus(root).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  @Override
  public boolean isAbsent() throws IOException {
    try {
      FileStatus unused = files.getFileStatus(root);
      return false;
    } catch (FileNotFoundException e) {
      return true;
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
