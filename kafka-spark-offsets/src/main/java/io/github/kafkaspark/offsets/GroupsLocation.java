package io.github.kafkaspark.offsets;

import io.github.kafkaspark.KafkaCluster;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place for offsets in Kafka as a text: the brokers, the groups, and how a client logs in. */
final class GroupsLocation {

  static final String RULE =
      "one or more of host:port separated by commas, behind a / what the names of the groups begin "
          + "with, which has no / : | ? or space, and behind ?config= a file of client properties "
          + "if the brokers want login or TLS";

  /** A prefix has only characters of a stream's name, so nobody takes a server for one. */
  private static final Pattern FORM =
      Pattern.compile("([^?]*)/([^/:?|\\s]+)(?:\\?config=(.+))?", Pattern.DOTALL);

  final KafkaCluster cluster;
  final String prefix;

  private final Optional<Path> config;
  private final boolean namesConfig;

  private GroupsLocation(
      KafkaCluster cluster, String prefix, Optional<Path> config, boolean namesConfig) {
    this.cluster = cluster;
    this.prefix = prefix;
    this.config = config;
    this.namesConfig = namesConfig;
  }

  /**
   * Reads what is behind the scheme, and the file.
   *
   * @param config the file of client properties if the text names none
   * @param clients what is said of the clients, which a file that the text names overrules
   * @return empty if it is not of the form
   * @throws IllegalArgumentException if the file cannot be used
   */
  static Optional<GroupsLocation> parse(
      String text, Optional<Path> config, UnaryOperator<KafkaCluster> clients) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    KafkaCluster cluster;
    try {
      cluster = KafkaCluster.at(form.group(1));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Its message has all of the text.
    }
    cluster = clients.apply(cluster);
    Optional<Path> own = Optional.ofNullable(form.group(3)).map(ConfigFile::find);
    Optional<Path> file = own.isPresent() ? own : config;
    return Optional.of(
        new GroupsLocation(
            file.map(cluster::properties).orElse(cluster), form.group(2), file, own.isPresent()));
  }

  /** Whether the text itself names the file. */
  boolean namesConfig() {
    return namesConfig;
  }

  /** The groups, whoever reaches them, and how. */
  String place() {
    return cluster.bootstrapServers() + "/" + prefix;
  }

  /** The text, with the file that was found; there is no secret in it. */
  @Override
  public String toString() {
    return place() + config.map(file -> "?config=" + file).orElse("");
  }
}
