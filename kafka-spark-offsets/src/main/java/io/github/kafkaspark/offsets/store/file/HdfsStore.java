package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.internal.Secrets;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Opens a store on HDFS, once it has found out that the directory can be one. */
public final class HdfsStore {

  private static final String SCHEME = "hdfs";

  private HdfsStore() {}

  /** Opens the store in this directory of an HDFS, and creates the directory if it is missing. */
  public static OffsetStore open(URI uri, Configuration configuration) {
    Path path = path(uri, configuration);
    String directory = path.toString();
    try {
      HdfsFiles files = new HdfsFiles(path.toUri(), configuration);
      check(directory, files);
      return new FileOffsetStore(directory, directory, files);
    } catch (FileAlreadyExistsException | NotDirectoryException e) {
      throw refuse(
          directory,
          "it or one above it is not a directory, " + e.getReason(),
          "choose a path that is a directory or does not exist yet",
          e);
    } catch (IOException e) {
      throw refuse(directory, "it cannot be written, " + e, HdfsFailure.wayOut(e), e);
    }
  }

  /**
   * The store in a directory that is there, for those that only look: it writes nothing.
   *
   * @throws OffsetStoreException if there is no such directory, or no active NameNode answers
   */
  public static OffsetStore existing(URI uri, Configuration configuration) {
    Path path = path(uri, configuration);
    String directory = path.toString();
    try {
      HdfsFiles files = new HdfsFiles(path.toUri(), configuration);
      FileOffsetStore.requireThere(directory, files);
      return new FileOffsetStore(directory, directory, files);
    } catch (IOException e) {
      throw FileOffsetStore.notThere(directory, e + "; " + HdfsFailure.wayOut(e), e);
    }
  }

  /** The whole URI; refuses a scheme that is not known to have what a claim needs. */
  private static Path path(URI uri, Configuration configuration) {
    URI defaults = FileSystem.getDefaultUri(configuration);
    String scheme = uri.getScheme() == null ? defaults.getScheme() : uri.getScheme();
    if (!scheme.equals(SCHEME)) {
      throw invalid(
          uri,
          defaults,
          "an hdfs: URI, since "
              + scheme
              + ": is not known to rename a file in one step that "
              + "fails if the name is taken, by which one claim of many wins, and to force a file to "
              + "disk; give the hdfs: URI of the directory if it is on HDFS, else use "
              + "OffsetStores.file, kafka or jdbc");
    }
    String authority = uri.getAuthority();
    if (authority == null && SCHEME.equals(defaults.getScheme())) {
      authority = defaults.getAuthority();
    }
    if (authority == null || uri.getPath() == null || !uri.getPath().startsWith("/")) {
      throw invalid(
          uri,
          defaults,
          "a name service or NameNode and an absolute path, as in hdfs://ns1/offsets");
    }
    return new Path(SCHEME, authority, uri.getPath());
  }

  private static IllegalArgumentException invalid(URI uri, URI defaults, String expected) {
    return new IllegalArgumentException(
        String.format(
            "Invalid uri: '%s'%s (expected %s)",
            Secrets.inUrl(uri.toString()),
            uri.getScheme() == null
                ? " with fs.defaultFS '" + Secrets.inUrl(defaults.toString()) + "'"
                : "",
            expected));
  }

  /** Creates the directory if it is missing, and tries in it what a commit needs. */
  private static void check(String directory, HdfsFiles files) throws IOException {
    files.createDirectories(directory);
    String file = probe(directory, files);
    String name = probe(directory, files);
    try {
      files.write(file, new byte[1]);
      files.publish(name, file);
      if (!files.isReplicated(name)) {
        throw new IOException("this client's files in it are erasure-coded, so not forced to disk");
      }
      files.delete(name);
    } catch (IOException e) {
      remove(file, files, e);
      remove(name, files, e);
      throw e;
    }
  }

  private static void remove(String file, CommitFiles files, IOException failure) {
    try {
      files.delete(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static String probe(String directory, CommitFiles files) {
    return files.child(directory, ".probe." + UUID.randomUUID() + ".tmp");
  }

  private static OffsetStoreException refuse(
      String directory, String why, String wayOut, IOException cause) {
    return new OffsetStoreException(
        "Cannot keep offsets in " + directory + ": " + why + "; " + wayOut, cause);
  }
}
