package io.github.kafkaspark.offsets.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.testing.ProcessSignal;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;

/**
 * A real HDFS in a JVM of its own, one for all tests of this JVM: an active NameNode, one in
 * standby and two DataNodes, as erasure coding needs. Starts when it is first asked for, and ends
 * with this JVM, however that ends.
 */
public final class MiniHdfs {

  private static final AtomicInteger FOLDERS = new AtomicInteger();
  private static MiniHdfs started;

  private final Process process;
  private final BufferedReader answers;
  private final String[] ports;

  private MiniHdfs(Process process) throws IOException {
    this.process = process;
    this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    this.ports = answer().split(" ");
  }

  /** The one of this JVM. */
  public static synchronized MiniHdfs get() {
    if (started == null) {
      try {
        started = start();
      } catch (IOException | URISyntaxException e) {
        throw new IllegalStateException("Cannot start an HDFS", e);
      }
    }
    return started;
  }

  private static MiniHdfs start() throws IOException, URISyntaxException {
    java.nio.file.Path here = Paths.get(System.getProperty("java.io.tmpdir"));
    File log = here.resolve("hdfs.log").toFile();
    System.out.println("[hdfs] starting two NameNodes and two DataNodes, about 10 s");
    long begun = System.nanoTime();
    String java = System.getProperty("kafkaspark.broker.java", "");
    ProcessBuilder builder =
        new ProcessBuilder(
            java.isEmpty()
                ? Paths.get(System.getProperty("java.home"), "bin", "java").toString()
                : java,
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            MiniHdfsMain.class.getName(),
            Files.createTempDirectory(here, "hdfs-data").toString());
    java.nio.file.Path classes =
        Paths.get(MiniHdfsMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    builder
        .environment()
        .put(
            "CLASSPATH",
            System.getProperty("kafkaspark.hdfs.jars") + "/*" + File.pathSeparator + classes);
    MiniHdfs hdfs = new MiniHdfs(builder.redirectError(Redirect.to(log)).start());
    System.out.printf("[hdfs] up after %d s%n", (System.nanoTime() - begun) / 1_000_000_000);
    return hdfs;
  }

  /** A directory that nobody has; it does not exist yet. */
  public URI newDirectory() {
    return URI.create("hdfs://" + nameNode(0) + "/test-" + FOLDERS.incrementAndGet() + "/offsets");
  }

  /** The address of a NameNode: 0 is active unless told otherwise, 1 is in standby. */
  public String nameNode(int number) {
    return "127.0.0.1:" + ports[number];
  }

  /** A client for what a test does besides. */
  public DistributedFileSystem client() {
    try {
      return (DistributedFileSystem)
          FileSystem.get(URI.create("hdfs://" + nameNode(0)), new Configuration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets a directory have so many files and directories, with so many bytes. */
  public void limit(URI directory, long names, long bytes) throws IOException {
    client().setQuota(new Path(directory), names, bytes);
  }

  /** Takes the limits of a directory away. */
  public void unlimit(URI directory) throws IOException {
    limit(directory, HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_RESET);
  }

  /** Lets the active NameNode refuse every edit. */
  public void enterSafeMode() {
    String unused = tell("enter-safe-mode");
  }

  /** Lets it take edits again. */
  public void leaveSafeMode() {
    String unused = tell("leave-safe-mode");
  }

  /** Puts the active NameNode in standby, so that none is active. */
  public void standBy() {
    String unused = tell("standby");
  }

  /** Makes the first NameNode the active one again. */
  public void activate() {
    String unused = tell("active");
  }

  /** Ends the active NameNode. */
  public void stopNameNode() {
    String unused = tell("stop");
  }

  /** Starts it again, at the same address. */
  public void startNameNode() {
    String unused = tell("start");
  }

  /** Makes new files in a directory be erasure-coded. */
  public void erasureCode(URI directory) {
    String unused = tell("erasure-code " + directory.getPath());
  }

  /** How often the DataNodes have forced a file to disk. */
  public long syncs() {
    return Long.parseLong(tell("syncs"));
  }

  /** Stops every process of the cluster in the midst of what it does. */
  public void pause() {
    ProcessSignal.send("STOP", ports[2]);
  }

  /** Lets the processes go on. */
  public void unpause() {
    ProcessSignal.send("CONT", ports[2]);
  }

  private synchronized String tell(String command) {
    try {
      process.getOutputStream().write((command + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
      return answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null || !line.startsWith(MiniHdfsMain.READY)) {
      throw new IOException("the HDFS says '" + line + "'; see hdfs.log");
    }
    return line.substring(MiniHdfsMain.READY.length()).trim();
  }
}
