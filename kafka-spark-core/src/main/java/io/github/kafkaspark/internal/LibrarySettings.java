package io.github.kafkaspark.internal;

import java.util.ArrayList;
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

  /** What answers to surprises begin with, before the surprise. */
  public static final String RESUME = PREFIX + "resume.";

  /** What such an answer for one topic begins with, before the topic, a dot, and the surprise. */
  public static final String RESUME_TOPIC = RESUME + "topic.";

  /** The surprises at a start, as settings call them. */
  public static final List<String> SURPRISES =
      Collections.unmodifiableList(
          Arrays.asList(
              "new",
              "agedOut",
              "beyondEnd",
              "createdAnew",
              "otherCluster",
              "vanished",
              "checkpoint"));

  /** Their names, but for those that name a topic. */
  public static final List<String> NAMES = Collections.unmodifiableList(names());

  private LibrarySettings() {}

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    names.add(PREFIX + "applicationHandlers");
    SURPRISES.forEach(surprise -> names.add(RESUME + surprise));
    names.add(PREFIX + "store");
    names.add(PREFIX + "store.config");
    names.add(PREFIX + "streams");
    return names;
  }

  /** Warns, once, of each setting that seems to be for the library and is none of its own. */
  public static void warnOfUnknown(SparkConf settings) {
    namesOf(settings).forEach(LibrarySettings::warnIfUnknown);
  }

  /** The names of all that is set. */
  public static List<String> namesOf(SparkConf settings) {
    List<String> names = new ArrayList<>();
    // The text, since the call that gives names and values has a Scala type.
    for (String line : settings.toDebugString().split("\n", -1)) {
      names.add(line.split("=", 2)[0]);
    }
    return names;
  }

  private static void warnIfUnknown(String name) {
    if (NAMES.contains(name)) {
      return;
    }
    if (name.startsWith(RESUME_TOPIC)) {
      warnIfNoSurprise(name);
      return;
    }
    Optional<String> near = NearMiss.of(name, NAMES);
    if (near.isPresent() || name.startsWith(PREFIX)) {
      warn(
          name,
          near.map(LibrarySettings::didYouMean)
              .orElse(
                  "it has "
                      + String.join(", ", NAMES)
                      + ", and for one topic "
                      + RESUME_TOPIC
                      + "TOPIC.agedOut and so on"));
    }
  }

  /** A topic may have any name, and dots in it; what stands behind it may not. */
  private static void warnIfNoSurprise(String name) {
    int dot = name.lastIndexOf('.');
    String surprise = name.substring(dot + 1);
    if (!SURPRISES.contains(surprise) || dot < RESUME_TOPIC.length()) {
      warn(
          name,
          NearMiss.of(surprise, SURPRISES)
              .filter(near -> dot > RESUME_TOPIC.length())
              .map(near -> didYouMean(name.substring(0, dot + 1) + near))
              .orElse(
                  "behind "
                      + RESUME_TOPIC
                      + " it expects a topic, a dot, and one of "
                      + String.join(", ", SURPRISES)));
    }
  }

  private static String didYouMean(String name) {
    return "did you mean '" + name + "'?";
  }

  private static void warn(String name, String hint) {
    LoggedOnce.warn(
        String.format(
            "Spark's setting '%s' is ignored: kafka-spark has no such setting; %s", name, hint));
  }
}
