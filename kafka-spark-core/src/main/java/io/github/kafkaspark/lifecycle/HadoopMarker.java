package io.github.kafkaspark.lifecycle;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

final class HadoopMarker implements Marker {

  private final FileSystem files;
  private final Path path;

  private HadoopMarker(FileSystem files, Path path) {
    this.files = files;
    this.path = path;
  }

  static HadoopMarker at(String marker, Configuration configuration) {
    URI uri = uri(marker);
    try {
      // All of the JVM shares it, so nobody closes it here. It has not asked its servers anything
      // yet.
      return new HadoopMarker(FileSystem.get(uri, configuration), new Path(uri));
    } catch (IOException | RuntimeException | LinkageError e) {
      // A file system whose jar is not there is a bare RuntimeException.
      throw new IllegalArgumentException(
          "Invalid marker: '"
              + marker
              + "' (expected a URI of a file system that Spark's Hadoop can open): "
              + e.getMessage(),
          e);
    }
  }

  private static URI uri(String marker) {
    try {
      URI uri = new URI(requireNonNull(marker, "uri"));
      if (uri.getScheme() != null && uri.getPath() != null && !uri.getPath().isEmpty()) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw invalid(marker, e);
    }
    throw invalid(marker, null);
  }

  private static IllegalArgumentException invalid(String marker, Exception cause) {
    return new IllegalArgumentException(
        "Invalid marker: '"
            + marker
            + "' (expected a URI such as hdfs://namenode/jobs/orders/stop; for a local file pass a "
            + "java.nio.file.Path)",
        cause);
  }

  @Override
  public Optional<Instant> created() throws IOException {
    try {
      return Optional.of(Instant.ofEpochMilli(files.getFileStatus(path).getModificationTime()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public void delete() throws IOException {
    if (!files.delete(path, false)) {
      throw new FileNotFoundException(path.toString());
    }
  }

  @Override
  public String toString() {
    return "'" + path + "'";
  }
}
