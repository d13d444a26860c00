package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.KafkaCluster;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/** A store in words, which are judged before it is opened. Its text hides secrets. */
final class StoreLocation {

  private static final String EXAMPLES =
      "file:/var/lib/offsets, hdfs://ns1/offsets, kafka:broker1:9092,broker2:9092/spark-offsets- or "
          + "jdbc:postgresql://host/database?user=…&password=…";

  private static final String FILE = "file: and the absolute path of a folder, as a URI";
  private static final String HDFS = "hdfs:, a name service or NameNode and a path, as a URI";
  private static final String KAFKA =
      "kafka:, one or more of host:port separated by commas, and behind a / what the names of the "
          + "groups begin with, which has no / : or space";

  /** What is no part of a stream's name is none of a prefix: a server is never taken for one. */
  private static final Pattern GROUPS = Pattern.compile("kafka:(?:(.*)/)?([^/:\\s]+)");

  private static final Pattern URL = Pattern.compile("jdbc:[^:/\\s]+:\\S.*");

  private final String text;
  private final Supplier<OffsetStore> opener;

  private StoreLocation(String text, Supplier<OffsetStore> opener) {
    this.text = text;
    this.opener = opener;
  }

  /** Reads a location, and asks nobody. */
  static StoreLocation parse(String location) {
    return new StoreLocation(
        UrlSecrets.masked(requireNonNull(location, "location")),
        opener(location, location.split(":", 2)[0]));
  }

  OffsetStore open() {
    return opener.get();
  }

  private static Supplier<OffsetStore> opener(String location, String scheme) {
    switch (scheme) {
      case "file":
        Path directory = directory(location);
        return () -> OffsetStores.file(directory);
      case "hdfs":
        URI uri = uri(location, HDFS);
        return () -> hdfs(uri);
      case "kafka":
        return groups(location);
      case "jdbc":
        if (!URL.matcher(location).matches()) {
          throw invalid(location, "the URL of a JDBC driver, with the user in it", null);
        }
        return () -> OffsetStores.jdbc(UrlDataSource.of(location));
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
  private static OffsetStore hdfs(URI uri) {
    try {
      return OffsetStores.hdfs(uri, new Configuration());
    } catch (NoClassDefFoundError e) {
      throw new OffsetStoreException(
          "Cannot keep offsets in "
              + uri
              + ": Hadoop's client is not on the class path; add hadoop-client, as Spark has it",
          e);
    }
  }

  private static Supplier<OffsetStore> groups(String location) {
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
    return () -> OffsetStores.kafka(cluster, prefix);
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
