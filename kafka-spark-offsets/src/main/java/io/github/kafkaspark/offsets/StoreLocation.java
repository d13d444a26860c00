package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.UrlSecrets;
import io.github.kafkaspark.offsets.store.file.FileOffsetStore;
import io.github.kafkaspark.offsets.store.file.HdfsStore;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetStore;
import io.github.kafkaspark.offsets.store.kafka.KafkaOffsetStore;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** A store's location as a text, checked before the store is opened. Its own text hides secrets. */
final class StoreLocation {

  private static final String EXAMPLES =
      "file:/var/lib/offsets, hdfs://ns1/offsets, kafka:broker1:9092,broker2:9092/spark-offsets- or "
          + "jdbc:postgresql://host/database?user=…&password=…";

  private static final String FILE = "file: and the absolute path of a folder, as a URI";
  private static final String HDFS = "hdfs:, a name service or NameNode and a path, as a URI";
  private static final String KAFKA =
      "kafka:, one or more of host:port separated by commas, and behind a / what the names of the "
          + "groups begin with, which has no / : or space";

  /** A prefix has only characters of a stream's name, so nobody takes a server for one. */
  private static final Pattern GROUPS = Pattern.compile("kafka:(?:(.*)/)?([^/:\\s]+)");

  private static final Pattern URL = Pattern.compile("jdbc:[^:/\\s]+:\\S.*");

  private final String text;
  private final Opener opener;

  private StoreLocation(String text, Opener opener) {
    this.text = text;
    this.opener = opener;
  }

  /** Opens a store. */
  private interface Opener {
    OffsetStore open(Optional<SparkSession> session, Purpose purpose);
  }

  /** What a store is opened for. */
  private enum Purpose {
    /** To read and claim: what is missing is created. */
    WRITE,
    /** To read what is there: nothing is created, and what is missing is an error. */
    LOOK
  }

  /** Reads a location, and asks nobody. */
  static StoreLocation parse(String location) {
    return new StoreLocation(
        UrlSecrets.masked(requireNonNull(location, "location")),
        opener(location, location.split(":", 2)[0]));
  }

  /** Opens it, an HDFS with the configuration that the class path has. */
  OffsetStore open() {
    return opener.open(Optional.empty(), Purpose.WRITE);
  }

  /** Opens it to look only, an HDFS with the configuration that the class path has. */
  OffsetStore look() {
    return new LookedAtStore(opener.open(Optional.empty(), Purpose.LOOK));
  }

  /** Opens it, an HDFS as the session's application reaches it. */
  OffsetStore open(SparkSession session) {
    return opener.open(Optional.of(session), Purpose.WRITE);
  }

  private static Opener opener(String location, String scheme) {
    switch (scheme) {
      case "file":
        Path directory = directory(location);
        return (unused, purpose) ->
            purpose == Purpose.WRITE
                ? FileOffsetStore.open(directory)
                : FileOffsetStore.existing(directory);
      case "hdfs":
        URI uri = uri(location, HDFS);
        return (session, purpose) -> hdfs(uri, session, purpose);
      case "kafka":
        return groups(location);
      case "jdbc":
        if (!URL.matcher(location).matches()) {
          throw invalid(location, "the URL of a JDBC driver, with the user in it", null);
        }
        return (unused, purpose) ->
            purpose == Purpose.WRITE
                ? JdbcOffsetStore.open(location)
                : JdbcOffsetStore.existing(location);
      default:
        throw invalid(location, "file:, hdfs:, kafka: or jdbc: and where it is", null);
    }
  }

  private static Path directory(String location) {
    URI uri = uri(location, FILE);
    try {
      return Paths.get(uri);
    } catch (IllegalArgumentException e) {
      throw invalid(location, FILE + "; " + e.getMessage(), e);
    }
  }

  private static URI uri(String location, String rule) {
    try {
      return new URI(location);
    } catch (URISyntaxException e) {
      throw invalid(location, rule + "; " + e.getReason() + " at index " + e.getIndex(), null);
    }
  }

  /** A method of its own: where no store is on HDFS, Hadoop may be missing. */
  private static OffsetStore hdfs(URI uri, Optional<SparkSession> session, Purpose purpose) {
    try {
      // No lambda that takes a session: Spark may be missing too.
      Configuration configuration =
          session.isPresent()
              ? session.get().sparkContext().hadoopConfiguration()
              : new Configuration();
      return purpose == Purpose.WRITE
          ? HdfsStore.open(uri, configuration)
          : HdfsStore.existing(uri, configuration);
    } catch (NoClassDefFoundError e) {
      throw new OffsetStoreException(
          "Cannot keep offsets in "
              + uri
              + ": Hadoop's client is not on the class path; add hadoop-client, as Spark has it",
          e);
    }
  }

  /** Groups are made by their first commit, and reading makes none. */
  private static Opener groups(String location) {
    Matcher matcher = GROUPS.matcher(location);
    if (!matcher.matches() || matcher.group(1) == null) {
      throw invalid(location, KAFKA, null);
    }
    String prefix = matcher.group(2);
    KafkaCluster cluster;
    try {
      cluster = KafkaCluster.at(matcher.group(1));
    } catch (IllegalArgumentException e) {
      throw invalid(location, KAFKA, null); // Not as the cause, which has all of it.
    }
    return (unused, purpose) -> KafkaOffsetStore.transactional(cluster, prefix);
  }

  private static IllegalArgumentException invalid(String location, String rule, Throwable cause) {
    return new IllegalArgumentException(
        String.format(
            "Invalid store location: '%s' (expected %s; such as %s)",
            UrlSecrets.masked(location), rule, EXAMPLES),
        cause);
  }

  @Override
  public String toString() {
    return text;
  }
}
