package io.github.kafkaspark.internal;

/**
 * What single releases of Spark do, by the text of their version: the lines of {@code SparkVersion}
 * do not tell patches apart.
 */
public final class SparkReleases {

  private SparkReleases() {}

  /** Whether it ends a query whose restart finds an unfinished batch (SPARK-55271). */
  public static boolean failOnUnfinishedBatches(String release) {
    return release.matches("4\\.1\\.[01](\\D.*)?");
  }
}
