package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationTargetException;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;

/** The name by which Spark finds a source again in a checkpoint; by default it has none. */
final class SourceName {

  static final SourceName NONE = new SourceName(null);

  /** With it Spark 4.2 wants a name for each source, and without it Spark takes none. */
  private static final String EVOLUTION =
      "spark.sql.streaming.queryEvolution.enableSourceEvolution";

  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9_]+");

  private final String name;

  private SourceName(String name) {
    this.name = name;
  }

  /**
   * A name that Spark takes.
   *
   * @throws IllegalArgumentException if it does not, or this Spark has no names for sources
   */
  static SourceName of(String name, SparkVersion spark) {
    if (!LEGAL.matcher(requireNonNull(name, "name")).matches()) {
      throw new IllegalArgumentException(
          "Invalid source name: '"
              + name
              + "' (expected one or more of the characters a-z A-Z 0-9 _)");
    }
    if (spark.compareTo(SparkVersion.V4_2) < 0) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid source name: '%s' (sources have names since Spark 4.2, and this is Spark %s; "
                  + "remove it, or run on a newer Spark)",
              name, spark));
    }
    return new SourceName(name);
  }

  boolean isSet() {
    return name != null;
  }

  /**
   * Refuses what Spark would refuse after the source has claimed its stream.
   *
   * @throws IllegalStateException if the session wants a name and there is none, or takes none
   */
  void requireFor(TopicSelection selection, SparkVersion spark, SparkSession session) {
    if (spark.compareTo(SparkVersion.V4_2) < 0) {
      return;
    }
    boolean wanted = Boolean.parseBoolean(session.conf().get(EVOLUTION, "false"));
    if (wanted && !isSet()) {
      throw new IllegalStateException(
          String.format(
              "Cannot load %s: the session has %s=true, with which Spark reads only sources that "
                  + "have a name; call sourceName, or set it to false",
              selection, EVOLUTION));
    }
    if (!wanted && isSet()) {
      throw new IllegalStateException(
          String.format(
              "Cannot load %s: Spark takes sourceName(%s) only in a session that has %s=true, and "
                  + "a checkpoint that began with it; set it before the source loads, or remove the "
                  + "name",
              selection, name, EVOLUTION));
    }
  }

  /** Tells Spark, if there is a name. */
  DataStreamReader on(DataStreamReader reader) {
    if (!isSet()) {
      return reader;
    }
    try {
      // Since Spark 4.2.
      return (DataStreamReader)
          DataStreamReader.class.getMethod("name", String.class).invoke(reader, name);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          "Cannot name a source '" + name + "': " + e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot name a source '" + name + "': " + e, e);
    }
  }

  @Override
  public String toString() {
    return String.valueOf(name);
  }
}
