package io.github.kafkaspark.tool.options;

import io.github.kafkaspark.internal.Secrets;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.tool.output.Refusal;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/** Says where the jars go that the command does not bring. */
public final class MissingJars {

  private MissingJars() {}

  /** What failed, with a way out at a shell if it is for want of jars. */
  static RuntimeException explained(String location, OffsetStoreException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoClassDefFoundError
          && String.valueOf(cause.getMessage()).contains("hadoop")) {
        return new Refusal(ofHadoop(location), failure);
      }
    }
    if (location.startsWith("jdbc:") && !hasDriver(location)) {
      return new Refusal(
          String.format(
              "Cannot open %s: there is no JDBC driver for it; put the driver's jar into %s",
              Secrets.inUrl(location), drivers()),
          failure);
    }
    return failure;
  }

  /**
   * Refuses what needs Hadoop, where its jars are missing.
   *
   * @param location of what is to be opened
   */
  public static void requireHadoop(String location) {
    try {
      Class<?> unused = Class.forName("org.apache.hadoop.conf.Configuration");
    } catch (ClassNotFoundException | LinkageError e) {
      throw new Refusal(ofHadoop(location), e);
    }
  }

  private static String ofHadoop(String location) {
    return String.format(
        "Cannot open %s: Hadoop's jars are missing; set HADOOP_CLASSPATH, on a host of the cluster by"
            + " export HADOOP_CLASSPATH=$(hadoop classpath)",
        Secrets.inUrl(location));
  }

  private static boolean hasDriver(String url) {
    try {
      return DriverManager.getDriver(url) != null;
    } catch (SQLException e) {
      return false;
    }
  }

  private static String drivers() {
    return Optional.ofNullable(System.getProperty("kafka.spark.home"))
        .map(home -> home + "/drivers")
        .orElse("drivers/ of the command's folder");
  }
}
