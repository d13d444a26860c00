package io.github.kafkaspark.tool.options;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.tool.output.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options that say which store and which brokers are meant, and how they are reached. A mixin:
 *
 * <pre>{@code
 * @Mixin private final Connections connections;
 * …
 * try (OffsetStore store = connections.look()) {
 *   …
 * }
 * }</pre>
 */
public final class Connections {

  private static final String STORE = "KAFKA_SPARK_STORE";

  private final Console console;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--store",
      paramLabel = "LOCATION",
      description = {
        "The store: file:/folder, hdfs://service/folder, kafka:host:port/prefix-, jdbc:URL or"
            + " mirrored:A|B; kafka:prefix- takes the brokers of --bootstrap-server.",
        "Without it, what the variable KAFKA_SPARK_STORE says, which is the place for one with a"
            + " password."
      })
  private String store;

  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT,…",
      description = "The brokers. Without it, those that a store in Kafka names.")
  private String bootstrapServer;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description =
          "Client properties, such as login and TLS, for the brokers and for stores in Kafka; what"
              + " a store's own ?config= says comes first.")
  private Path commandConfig;

  @Mixin private final Waiting waiting;

  /** For a command that prints there. */
  public Connections(Console console) {
    this.console = requireNonNull(console, "console");
    this.waiting = new Waiting(console);
  }

  /**
   * Opens the store to look: it must be there, and nothing of it is created or changed. Each of its
   * methods ends within {@code --timeout}, and shows what it waits for. To be closed.
   */
  public OffsetStore look() {
    return look(location());
  }

  /** The same with a store that another option names. */
  public OffsetStore look(String location) {
    String whole = withBrokers(location);
    OffsetStore opened =
        within(
            "opening the store",
            () -> open(whole, () -> OffsetStores.existing(whole, this::client)));
    return Bounded.store(opened, this);
  }

  /**
   * Opens the store to change what is in it; it must be there. Nothing limits its methods but the
   * store's own times, since a change that nobody waits for may happen or not. To be closed.
   */
  public OffsetStore change() {
    return change(location());
  }

  /** The same with a store that another option names. */
  public OffsetStore change(String location) {
    look(location).close(); // It is not made by a slip of a key.
    return create(location);
  }

  /** The same, and the store is made if it is not there. */
  public OffsetStore create(String location) {
    String whole = withBrokers(location);
    return within(
        "opening the store", () -> open(whole, () -> OffsetStores.at(whole, this::client)));
  }

  private OffsetStore open(String location, Supplier<OffsetStore> opener) {
    try {
      return opener.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    } catch (OffsetStoreException e) {
      throw MissingJars.explained(location, e);
    }
  }

  /** The location that the user gave, which may lack the brokers. */
  private String location() {
    return Optional.ofNullable(store)
        .orElseGet(
            () ->
                console
                    .variable(STORE)
                    .orElseThrow(
                        () ->
                            new ParameterException(
                                command.commandLine(),
                                "Missing a store: give --store LOCATION, such as"
                                    + " file:/var/lib/offsets, or set "
                                    + STORE)));
  }

  /** A prefix alone is that of groups of the brokers that another option names. */
  private String withBrokers(String location) {
    if (!Locations.lacksBrokers(location)) {
      return location;
    }
    if (bootstrapServer == null) {
      throw new ParameterException(
          command.commandLine(),
          "Invalid store: '"
              + location
              + "' (expected the brokers too: add --bootstrap-server HOST:PORT)");
    }
    return Locations.withBrokers(location, bootstrapServer);
  }

  /**
   * The brokers: those of {@code --bootstrap-server}, or else those that the store names.
   *
   * @throws ParameterException if neither names some
   */
  public KafkaCluster cluster() {
    try {
      if (bootstrapServer != null) {
        return client(KafkaCluster.at(bootstrapServer));
      }
      return Locations.cluster(location(), this::client)
          .orElseThrow(
              () ->
                  new ParameterException(
                      command.commandLine(),
                      "Missing the brokers: give --bootstrap-server HOST:PORT"));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private KafkaCluster client(KafkaCluster cluster) {
    KafkaCluster within = cluster.timeout(timeout());
    return commandConfig == null ? within : within.properties(commandConfig);
  }

  /** The longest wait for one answer. */
  public Duration timeout() {
    return waiting.timeout();
  }

  /**
   * Does something that ends by itself, such as a question to the brokers, and shows what it is.
   *
   * @param what such as {@code "asking the brokers"}
   */
  public <T> T during(String what, Supplier<T> work) {
    return waiting.during(what, work);
  }

  /**
   * Does something that may never end, but changes nothing, and gives up after {@code --timeout}.
   *
   * @param what such as {@code "reading the checkpoint"}
   */
  public <T> T within(String what, Supplier<T> work) {
    return waiting.within(what, work);
  }
}
