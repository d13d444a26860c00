package io.github.kafkaspark;

import io.github.kafkaspark.SourceCheck.Finding;
import io.github.kafkaspark.SourceCheck.Line;
import io.github.kafkaspark.internal.HostRequirements;
import io.github.kafkaspark.internal.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.spark.sql.SparkSession;

/** Looks for all that would keep a source from working, and does not stop at the first finding. */
final class SourceChecker {

  private final SourceSettings settings;
  private final SparkSession spark;
  private final List<Line> lines = new ArrayList<>();
  private boolean answering = true;

  private SourceChecker(SourceSettings settings, SparkSession spark) {
    this.settings = settings;
    this.spark = spark;
  }

  /**
   * Checks a source.
   *
   * @param decide throws what a load would throw because of where the source begins and ends
   */
  static SourceCheck check(
      String source, SourceSettings settings, SparkSession spark, Consumer<BrokerLookup> decide) {
    SourceChecker checker = new SourceChecker(settings, spark);
    checker.checkSpark();
    checker.checkBrokers(decide);
    return new SourceCheck(source, checker.lines);
  }

  private void checkSpark() {
    ask(
        "spark",
        () -> {
          HostRequirements.requireKafkaSource(Thread.currentThread().getContextClassLoader());
          settings.requireName(spark);
          return "Spark " + spark.version() + ", kafka-clients " + AppInfoParser.getVersion();
        });
    settings.warnings(spark).forEach(warning -> add(Finding.WARNING, "spark", warning));
  }

  private void checkBrokers(Consumer<BrokerLookup> decide) {
    BrokerLookup[] connected = new BrokerLookup[1];
    ask(
        "brokers",
        () -> {
          connected[0] = settings.lookUp(BrokerLookup.Purpose.CHECK);
          return "answer at " + settings.cluster().bootstrapServers();
        });
    if (connected[0] != null) {
      try (BrokerLookup brokers = connected[0]) {
        checkTopics(brokers, decide);
      }
    }
  }

  private void checkTopics(BrokerLookup brokers, Consumer<BrokerLookup> decide) {
    Set<String> topics = TopicOffsets.topics(brokers.partitions());
    ask(
        "topics",
        () -> {
          settings.requireSelected(brokers, spark);
          return Texts.count(brokers.partitions().size(), "partition")
              + " of "
              + Texts.count(topics.size(), "topic");
        });
    boolean complete = lines.get(lines.size() - 1).finding == Finding.OK;
    if (topics.isEmpty()) {
      if (complete) {
        add(
            Finding.WARNING,
            "topics",
            settings.selection()
                + " selects nothing now, and the source runs without data until something is there "
                + "that it selects; check the pattern, and that this client may describe the topics");
      }
      return;
    }
    if (complete) {
      ask(
          "offsets",
          () -> {
            decide.accept(brokers);
            return "are what the brokers have";
          });
    } else {
      add(
          Finding.SKIPPED,
          "offsets",
          "are looked at when all selected topics and partitions are there");
    }
    ask("read", () -> mayRead(brokers.unreadable()));
    driverGroup(
            settings.spark(),
            settings.kind(),
            settings.toSpark(),
            DriverReader.deprecated(settings.spark(), spark))
        .ifPresent(group -> ask("group", () -> mayUse(brokers, group)));
    checkCompaction(brokers);
    checkFetches(brokers);
  }

  private static String mayRead(Set<String> refused) {
    if (!refused.isEmpty()) {
      throw new IllegalStateException(
          "Cannot read topics "
              + refused
              + ": the brokers show them to this user, and let it read no record; grant it Read on "
              + "them");
    }
    return "this user may read the topics";
  }

  /**
   * To read a group's offsets takes Describe on it. To join the group takes Read, which nothing
   * tells.
   */
  private String mayUse(BrokerLookup brokers, String group) {
    try {
      TopicOffsets unused = brokers.committed(group);
      return "this user may describe the driver's group; the driver also needs Read on it, and brokers do "
          + "not tell who has that";
    } catch (IllegalStateException e) {
      String refusal = ConnectionFailure.ofGroup(e).orElseThrow(() -> e);
      throw new IllegalStateException(
          String.format(
              "Cannot use the consumer group '%s', which is named as those that the driver of Spark %s "
                  + "joins: %s, or on all groups with that prefix%s",
              group,
              settings.spark(),
              refusal,
              settings.spark().compareTo(SparkVersion.V3_1) < 0
                  ? ""
                  : ", or set " + DriverReader.DEPRECATED + "=false, which needs no group"),
          e);
    }
  }

  private void checkCompaction(BrokerLookup brokers) {
    if (!answering || !SparkBugs.takesGapsForLoss(settings.spark(), settings.toSpark())) {
      return;
    }
    try {
      Set<String> compacted = brokers.configs().compacted();
      if (!compacted.isEmpty()) {
        add(Finding.WARNING, "compaction", SparkBugs.gapsOf(compacted));
      }
    } catch (IllegalStateException e) {
      add(
          Finding.SKIPPED,
          "compaction",
          e.getCause() instanceof AuthorizationException
              ? e.getCause().getMessage() + "; grant this user DescribeConfigs on the topics"
              : e.getMessage());
    }
  }

  private void checkFetches(BrokerLookup brokers) {
    Optional<String> advice = settings.adviceOnFetches();
    boolean isDefault = FetchWait.isDefault(settings.toSpark());
    if (!answering || !(isDefault || advice.isPresent())) {
      return;
    }
    try {
      Optional<String> objection = FetchWait.objection(brokers::configs);
      Optional<String> text =
          isDefault ? objection : objection.isPresent() ? Optional.empty() : advice;
      text.ifPresent(warning -> add(Finding.WARNING, "fetches", warning));
    } catch (IllegalStateException e) {
      answering = false;
      lines.add(new Line(Finding.ERROR, "fetches", e.getMessage(), e));
    }
  }

  /**
   * A group that is named as the one that Spark's driver joins; empty if it asks without a group.
   *
   * @param deprecatedReader what the session says of {@code useDeprecatedOffsetFetching}
   */
  static Optional<String> driverGroup(
      SparkVersion spark, SourceKind kind, Map<String, Setting> options, String deprecatedReader) {
    if (spark.compareTo(SparkVersion.V3_1) >= 0 && !Boolean.parseBoolean(deprecatedReader)) {
      return Optional.empty();
    }
    Setting group = options.get(SourceOption.GROUP_ID.sparkName);
    if (group != null) {
      return Optional.of(group.value);
    }
    Setting prefix = options.get(SourceOption.GROUP_ID_PREFIX.sparkName);
    String byDefault = kind == SourceKind.STREAM ? "spark-kafka-source" : "spark-kafka-relation";
    return Optional.of((prefix == null ? byDefault : prefix.value) + "-" + UUID.randomUUID());
  }

  private void ask(String subject, Supplier<String> question) {
    if (!answering) {
      add(Finding.SKIPPED, subject, "the brokers have stopped to answer");
      return;
    }
    try {
      add(Finding.OK, subject, question.get());
    } catch (RuntimeException e) {
      answering =
          !(e.getCause() instanceof TimeoutException || e.getCause() instanceof InterruptException);
      String text =
          e instanceof IllegalStateException || e instanceof IllegalArgumentException
              ? e.getMessage()
              : e.toString();
      String whose = HostCode.whose(e).map(note -> " (" + note + ")").orElse("");
      lines.add(new Line(Finding.ERROR, subject, text + whose, e));
    }
  }

  private void add(Finding finding, String subject, String text) {
    lines.add(new Line(finding, subject, text, null));
  }
}
