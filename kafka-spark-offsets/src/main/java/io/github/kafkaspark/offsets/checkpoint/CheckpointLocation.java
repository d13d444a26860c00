package io.github.kafkaspark.offsets.checkpoint;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Paths;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Opens the files of a location that Spark would take for a checkpoint. */
final class CheckpointLocation {

  private CheckpointLocation() {}

  static CheckpointFiles open(String location, Configuration configuration) {
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(configuration);
      URI whole = files.makeQualified(path).toUri();
      return "file".equals(whole.getScheme())
          ? new LocalCheckpointFiles(Paths.get(whole.getPath()))
          : new HadoopCheckpointFiles(files, path);
    } catch (IOException | RuntimeException | LinkageError e) {
      // A file system whose jar is not there is a bare RuntimeException.
      throw new IllegalArgumentException(
          String.format(
              "Invalid checkpoint: '%s' (expected a folder on a file system that the session's "
                  + "Hadoop configuration opens): %s",
              location, e.getMessage()),
          e);
    }
  }
}
