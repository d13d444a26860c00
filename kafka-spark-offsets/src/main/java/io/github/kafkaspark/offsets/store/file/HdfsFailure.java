package io.github.kafkaspark.offsets.store.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.ParentNotDirectoryException;

/** A failure of HDFS, in one line: the NameNode sends its stack trace as a part of its message. */
final class HdfsFailure {

  /** The text of a reason, and the way out. */
  private static final Map<String, String> WAYS_OUT = new LinkedHashMap<>();

  static {
    WAYS_OUT.put(
        "SafeModeException",
        "wait until the NameNode leaves safe mode, or end it by 'hdfs dfsadmin -safemode leave'");
    WAYS_OUT.put(
        "StandbyException",
        "see that a NameNode is active, and that the URI has the service of several NameNodes in "
            + "place of one of them, as in hdfs://ns1/offsets");
    WAYS_OUT.put(
        "NSQuotaExceededException", "delete files or raise the quota by 'hdfs dfsadmin -setQuota'");
    WAYS_OUT.put(
        "DSQuotaExceededException",
        "delete files or raise the quota by 'hdfs dfsadmin -setSpaceQuota', to which a file that is "
            + "being written counts as a whole block");
    WAYS_OUT.put(
        "AccessControlException",
        "let this user read, write and search the directory, or open the store as another user");
    WAYS_OUT.put(
        "UnknownHostException",
        "give the address of a NameNode, or a name service that the configuration has");
    WAYS_OUT.put(
        "UnsupportedFileSystemException",
        "give a configuration with Hadoop's defaults, and have its HDFS client on the class path");
    WAYS_OUT.put(
        "erasure-coded",
        "have the directory replicated by 'hdfs ec -setPolicy -replicate', or use a client of "
            + "Hadoop 3");
    WAYS_OUT.put("the thread is interrupted", "call from a thread that is not interrupted");
  }

  private HdfsFailure() {}

  /** Turns an exception of Hadoop's client into the one that {@link CommitFiles} promises. */
  static IOException of(String path, Throwable cause) {
    if (cause instanceof Error) {
      throw (Error) cause;
    }
    if (cause instanceof FileSystemException) {
      return (IOException) cause;
    }
    String reason = reason(cause);
    if (cause instanceof FileNotFoundException) {
      return because(cause, new NoSuchFileException(path, null, reason));
    }
    if (cause instanceof org.apache.hadoop.fs.FileAlreadyExistsException
        || cause instanceof ParentNotDirectoryException) {
      return because(cause, new FileAlreadyExistsException(path, null, reason));
    }
    return new IOException(reason, cause);
  }

  /** The failure's text, without packages and without exceptions that only wrap it. */
  private static String reason(Throwable cause) {
    Throwable told = cause;
    while (!(told instanceof IOException) && told.getCause() != null) {
      told = told.getCause();
    }
    String line = told.toString().split("\\R", 2)[0];
    return line.replaceFirst("^(?:\\S+\\()?(?:\\w+\\.)*(\\w+)\\)?: ", "$1: ");
  }

  private static IOException because(Throwable cause, IOException failure) {
    Throwable unused = failure.initCause(cause);
    return failure;
  }

  static String wayOut(IOException failure) {
    for (Map.Entry<String, String> entry : WAYS_OUT.entrySet()) {
      if (failure.toString().contains(entry.getKey())) {
        return entry.getValue();
      }
    }
    return "see that the NameNode and its DataNodes answer, and that this user may read and write "
        + "there";
  }
}
