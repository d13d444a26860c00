package io.github.kafkaspark.internal;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;

/**
 * The settings that the library reads from Spark's configuration, in all of its modules. Spark
 * ignores those that nobody reads, and so a misspelt one.
 */
public final class LibrarySettings {

  private static final String PREFIX = "spark.kafkaspark.";

  /** Their names. */
  public static final List<String> NAMES =
      Collections.unmodifiableList(
          Arrays.asList(
              PREFIX + "applicationHandlers",
              PREFIX + "store",
              PREFIX + "store.config",
              PREFIX + "streams"));

  private LibrarySettings() {}

  /** Warns, once, of each setting that seems to be for the library and is none of its own. */
  public static void warnOfUnknown(SparkConf settings) {
    // The text, since the call that gives names and values has a Scala type.
    for (String line : settings.toDebugString().split("\n", -1)) {
      String name = line.split("=", 2)[0];
      if (!NAMES.contains(name)) {
        warnIfMeant(name);
      }
    }
  }

  private static void warnIfMeant(String name) {
    Optional<String> near = NearMiss.of(name, NAMES);
    if (near.isPresent() || name.startsWith(PREFIX)) {
      LoggedOnce.warn(
          String.format(
              "Spark's setting '%s' is ignored: kafka-spark has no such setting; %s",
              name,
              near.map(other -> "did you mean '" + other + "'?")
                  .orElse("it has " + String.join(", ", NAMES))));
    }
  }
}
