package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.internal.OwnLoader;
import io.github.kafkaspark.internal.Secrets;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.file.FileOffsetStore;
import io.github.kafkaspark.offsets.store.file.HdfsStore;
import io.github.kafkaspark.offsets.store.jdbc.JdbcOffsetStore;
import io.github.kafkaspark.offsets.store.kafka.KafkaOffsetStore;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** A store's location as a text, checked before the store is opened. Its own text hides secrets. */
final class StoreLocation {

  private static final String EXAMPLES =
      "file:/var/lib/offsets, hdfs://ns1/offsets, kafka:broker1:9092,broker2:9092/spark-offsets-, "
          + "jdbc:postgresql://host/database?user=…&password=… or "
          + "mirrored:file:/var/lib/offsets|kafka:broker1:9092/spark-offsets-";

  private static final String FILE = "file: and the absolute path of a folder, as a URI";
  private static final String HDFS = "hdfs:, a name service or NameNode and a path, as a URI";
  private static final String SINGLE =
      "file:, hdfs:, kafka:, kafkaWithoutTransactions: or jdbc: and where it is";
  private static final String MIRRORED =
      "mirrored:, the primary's location and those of one or more followers, with a | between; a | "
          + "within one is written ||";

  private static final Pattern URL = Pattern.compile("jdbc:[^:/\\s]+:\\S.*");

  private final String text;

  /** The same for two locations of one store, where that can be told; it may have secrets. */
  private final String place;

  private final boolean usesConfig;
  private final Opener opener;

  private StoreLocation(String text, String place, Opener opener) {
    this(text, place, false, opener);
  }

  private StoreLocation(String text, String place, boolean usesConfig, Opener opener) {
    this.text = text;
    this.place = place;
    this.usesConfig = usesConfig;
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

  /** Reads a location, and the files of client properties that it names; asks nobody else. */
  static StoreLocation parse(String location) {
    return parse(location, Optional.empty());
  }

  /**
   * The same.
   *
   * @param config a file of client properties for stores in Kafka that name none
   */
  static StoreLocation parse(String location, Optional<Path> config) {
    return parse(location, config, UnaryOperator.identity());
  }

  /**
   * The same.
   *
   * @param clients what is said of the clients of stores in Kafka
   */
  static StoreLocation parse(String location, UnaryOperator<KafkaCluster> clients) {
    return parse(location, Optional.empty(), requireNonNull(clients, "clients"));
  }

  private static StoreLocation parse(
      String location, Optional<Path> config, UnaryOperator<KafkaCluster> clients) {
    return requireNonNull(location, "location").startsWith("mirrored:")
        ? mirrored(location, config, clients)
        : single(location, config, clients);
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

  /** What two locations of one store have in common; not to be shown. */
  String place() {
    return place;
  }

  /** Whether the file of client properties is used that was given beside the location. */
  boolean usesConfig() {
    return usesConfig;
  }

  /** A follower that cannot be opened holds nobody up. */
  private static StoreLocation mirrored(
      String location, Optional<Path> config, UnaryOperator<KafkaCluster> clients) {
    List<StoreLocation> stores = new ArrayList<>();
    // No location has the character 0.
    String parts = location.substring("mirrored:".length()).replace("||", "\0");
    for (String part : parts.split("\\|", -1)) {
      if (part.isEmpty() || part.startsWith("mirrored:")) {
        String found =
            part.isEmpty() ? "nothing before, behind or between |" : "one within another";
        throw invalid(location, MIRRORED + ", found " + found, null);
      }
      StoreLocation next = single(part.replace('\0', '|'), config, clients);
      if (stores.stream().anyMatch(other -> other.place.equals(next.place))) {
        throw invalid(location, MIRRORED + ", found the store " + next + " twice", null);
      }
      stores.add(next);
    }
    if (stores.size() == 1) {
      throw invalid(location, MIRRORED + ", found no follower", null);
    }
    String text =
        stores.stream().map(StoreLocation::toString).collect(joining("|", "mirrored:", ""));
    boolean usesConfig = stores.stream().anyMatch(StoreLocation::usesConfig);
    String place = stores.stream().map(StoreLocation::place).collect(joining("|", "mirrored:", ""));
    StoreLocation primary = stores.remove(0);
    return new StoreLocation(
        text,
        place,
        usesConfig,
        (session, purpose) ->
            MirroredOffsetStore.of(
                primary.opener.open(session, purpose),
                stores.stream()
                    .map(each -> new LazyStore(() -> each.opener.open(session, purpose), each.text))
                    .toArray(OffsetStore[]::new)));
  }

  private static StoreLocation single(
      String location, Optional<Path> config, UnaryOperator<KafkaCluster> clients) {
    String scheme = location.substring(0, Math.max(0, location.indexOf(':')));
    String text = Secrets.inUrl(location);
    switch (scheme) {
      case "file":
        Path directory = directory(location);
        return new StoreLocation(
            text,
            directory.normalize().toString(),
            (unused, purpose) ->
                purpose == Purpose.WRITE
                    ? FileOffsetStore.open(directory)
                    : FileOffsetStore.existing(directory));
      case "hdfs":
        URI uri = uri(location, HDFS);
        return new StoreLocation(
            text, uri.normalize().toString(), (session, purpose) -> hdfs(uri, session, purpose));
      case "kafka":
      case "kafkaWithoutTransactions":
        return groups(location, scheme, config, clients);
      case "jdbc":
        if (!URL.matcher(location).matches()) {
          throw invalid(location, "the URL of a JDBC driver, with the user in it", null);
        }
        return new StoreLocation(
            text,
            location,
            (unused, purpose) ->
                purpose == Purpose.WRITE
                    ? JdbcOffsetStore.open(location)
                    : JdbcOffsetStore.existing(location));
      default:
        throw invalid(location, SINGLE, null);
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
              : OwnLoader.make(Configuration::new);
      return OwnLoader.make(
          () ->
              purpose == Purpose.WRITE
                  ? HdfsStore.open(uri, configuration)
                  : HdfsStore.existing(uri, configuration));
    } catch (NoClassDefFoundError e) {
      throw new OffsetStoreException(
          "Cannot keep offsets in "
              + Secrets.inUrl(uri.toString())
              + ": Hadoop's client is not on the class path; add hadoop-client, as Spark has it",
          e);
    }
  }

  /** Groups are made by their first commit, and reading makes none. */
  private static StoreLocation groups(
      String location, String scheme, Optional<Path> config, UnaryOperator<KafkaCluster> clients) {
    GroupsLocation groups =
        GroupsLocation.parse(location.substring(scheme.length() + 1), config, clients)
            .orElseThrow(() -> invalid(location, scheme + ":, " + GroupsLocation.RULE, null));
    return new StoreLocation(
        scheme + ":" + groups,
        groups.place(),
        config.isPresent() && !groups.namesConfig(),
        (unused, purpose) ->
            scheme.equals("kafka")
                ? KafkaOffsetStore.transactional(groups.cluster, groups.prefix)
                : KafkaOffsetStore.plain(groups.cluster, groups.prefix));
  }

  private static IllegalArgumentException invalid(String location, String rule, Throwable cause) {
    return new IllegalArgumentException(
        String.format(
            "Invalid store location: '%s' (expected %s; such as %s)",
            Secrets.inUrl(location), rule, EXAMPLES),
        cause);
  }

  @Override
  public String toString() {
    return text;
  }
}
