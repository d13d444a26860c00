package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.offsets.store.WriteAccess;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.UserGroupInformation;

/** The files of an HDFS, whose paths are whole URIs. */
final class HdfsFiles implements CommitFiles {

  private static final int BUFFER = 8192;

  private final URI root;
  private final Configuration configuration;
  private final HdfsCalls calls;
  private final FileContext context;
  private final short replicas;

  /** The HDFS that a URI names, with the rights of who calls this. */
  HdfsFiles(URI root, Configuration configuration) throws IOException {
    this.root = root;
    this.configuration = HdfsSettings.of(configuration);
    this.calls = new HdfsCalls(UserGroupInformation.getCurrentUser());
    this.context =
        calls.get(root.toString(), () -> FileContext.getFileContext(root, this.configuration));
    this.replicas = (short) this.configuration.getInt("dfs.replication", 3);
  }

  /**
   * Uses a client of its own for each file: older clients keep a file whose write has failed in
   * memory until they are closed. Nobody can close a file context.
   */
  @Override
  @SuppressWarnings("deprecation") // The call was in Hadoop 2 and is not in 3.
  public void write(String file, byte[] bytes) throws IOException {
    Path path = new Path(file);
    calls.run(
        file,
        () -> {
          try (FileSystem client = FileSystem.newInstance(root, configuration);
              FSDataOutputStream out =
                  client.createNonRecursive(
                      path,
                      FsPermission.getFileDefault(),
                      flags(),
                      BUFFER,
                      replicas,
                      client.getDefaultBlockSize(path),
                      null)) {
            out.write(bytes);
          }
        });
  }

  /** Closing the file forces it to the disks of its DataNodes, as hsync does, and its name too. */
  private static EnumSet<CreateFlag> flags() {
    EnumSet<CreateFlag> flags = EnumSet.of(CreateFlag.CREATE, CreateFlag.SYNC_BLOCK);
    for (CreateFlag flag : CreateFlag.values()) {
      // An erasure-coded file cannot be forced to disk. Clients before Hadoop 3 cannot ask for
      // another, and fill one wrongly.
      if (flag.name().equals("SHOULD_REPLICATE")) {
        flags.add(flag);
      }
    }
    return flags;
  }

  /** Whether a written file has replicas, as the store has asked; false if it is erasure-coded. */
  boolean isReplicated(String file) throws IOException {
    return calls.get(
        file, () -> context.getFileStatus(new Path(file)).getReplication() == replicas);
  }

  @Override
  public byte[] read(String file) throws IOException {
    return calls.get(
        file,
        () -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          byte[] buffer = new byte[BUFFER];
          try (FSDataInputStream in = context.open(new Path(file))) {
            int n = in.read(buffer);
            while (n >= 0 && bytes.size() <= CommitFormat.MAX_BYTES) {
              bytes.write(buffer, 0, n);
              n = in.read(buffer);
            }
          }
          return bytes.toByteArray();
        });
  }

  /** One edit of the NameNode, which refuses a name that is taken. */
  @Override
  public void publish(String name, String temporary) throws IOException {
    calls.run(name, () -> context.rename(new Path(temporary), new Path(name)));
  }

  @Override
  public void delete(String file) throws IOException {
    calls.run(file, () -> context.delete(new Path(file), false));
  }

  @Override
  public void createDirectory(String directory) throws IOException {
    calls.run(directory, () -> context.mkdir(new Path(directory), null, false));
  }

  /** Creates a directory and those above it, unless they are there. */
  void createDirectories(String directory) throws IOException {
    calls.run(directory, () -> context.mkdir(new Path(directory), null, true));
  }

  @Override
  public boolean isDirectory(String path) throws IOException {
    return calls.get(
        path,
        () -> {
          try {
            return context.getFileStatus(new Path(path)).isDirectory();
          } catch (FileNotFoundException e) {
            return false;
          }
        });
  }

  @Override
  public List<String> list(String directory) throws IOException {
    return calls.get(
        directory,
        () -> {
          Path path = new Path(directory);
          List<String> names = new ArrayList<>();
          RemoteIterator<FileStatus> entries = context.listStatus(path);
          while (entries.hasNext()) {
            Path entry = entries.next().getPath();
            if (entry.equals(path)) {
              throw new NotDirectoryException(directory);
            }
            names.add(entry.getName());
          }
          return names;
        });
  }

  @Override
  public WriteAccess access(String directory) throws IOException {
    return calls.get(
        directory,
        () -> {
          try {
            context.access(new Path(directory), FsAction.ALL);
            return WriteAccess.yes();
          } catch (AccessControlException e) {
            return WriteAccess.no("this user may not create files in " + directory);
          }
        });
  }

  /** The NameNode has its edits on disk before it answers. */
  @Override
  public void forceDirectory(String directory) {}

  @Override
  public String wayOut(IOException failure) {
    return HdfsFailure.wayOut(failure);
  }
}
