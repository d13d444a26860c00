package io.github.kafkaspark.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the examples and the benchmarks share: a session, a folder of their own, and words for the
 * person watching.
 */
public final class Example {

  /** What an example does, in a folder that is deleted afterwards; true if all went well. */
  public interface Body {
    /** Does it. */
    boolean run(Path folder) throws Exception;
  }

  /** What an example does with its arguments; true if all went well. */
  interface ArgumentsBody {
    boolean run(Arguments arguments) throws Exception;
  }

  /** Something that the person can put right: said in one line, and the exit status is 1. */
  static final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Example.class);

  private Example() {}

  /** Runs an example that takes no arguments, and returns its exit status. */
  static int runInFolder(String name, String[] args, Body body) {
    return run(
        name,
        args,
        noArguments -> run(name, Paths.get(System.getProperty("java.io.tmpdir")), body) == 0);
  }

  /** Runs an example whose folder is in another than that of temporary files. */
  public static int run(String name, Path parent, Body body) {
    try {
      Path folder = Files.createTempDirectory(parent, "kafka-spark-");
      try {
        return body.run(folder) ? 0 : 1;
      } finally {
        deleteFolder(folder);
      }
    } catch (Exception e) {
      return failed(name, e);
    }
  }

  /** Runs an example that takes options and no words. */
  static int run(String usage, String[] args, ArgumentsBody body) {
    return run(usage, 0, args, body);
  }

  /**
   * Runs an example that takes arguments, and returns its exit status: 2 if they are not what its
   * usage says, which begins with its name.
   */
  static int run(String usage, int mostWords, String[] args, ArgumentsBody body) {
    String name = usage.split(" ", 2)[0];
    if (Arguments.askForHelp(args)) {
      say("usage: " + usage);
      return 0;
    }
    try {
      return body.run(Arguments.parse(usage, mostWords, args)) ? 0 : 1;
    } catch (Arguments.Usage e) {
      System.err.println(name + ": " + e.getMessage());
      System.err.println("usage: " + usage);
      return 2;
    } catch (Refusal e) {
      System.err.println(name + ": " + e.getMessage());
      return 1;
    } catch (Exception e) {
      return failed(name, e);
    }
  }

  private static int failed(String name, Exception e) {
    LOG.error("{} failed", name, e);
    boolean unused = verdict(name, false, e.toString().split("\n", 2)[0]);
    return 1;
  }

  /** Says in an example's last line how it has ended, and returns whether that was well. */
  static boolean verdict(String name, boolean good, String how) {
    say(name + ": " + (good ? "OK, " : "FAILED, ") + how);
    return good;
  }

  /** Prints a line for the person watching. */
  public static void say(String text) {
    System.out.println(text);
  }

  /** Says how far something long has come. */
  static void progress(String what, long done, long of) {
    System.out.printf("  %,d of %,d %s%n", Math.min(done, of), of, what);
  }

  /** A session in this JVM, without a user interface. */
  public static SparkSession localSession() {
    return localSettings().config("spark.ui.enabled", "false").getOrCreate();
  }

  /** The settings of a session in this JVM. */
  public static SparkSession.Builder localSettings() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("kafka-spark examples")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2");
  }

  /** Deletes a folder with all that is in it, if it is there. */
  public static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }
}
