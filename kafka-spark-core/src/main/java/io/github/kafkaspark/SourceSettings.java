package io.github.kafkaspark;

import static java.lang.String.CASE_INSENSITIVE_ORDER;
import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.internal.HostRequirements;
import io.github.kafkaspark.internal.LoggedOnce;
import io.github.kafkaspark.internal.Secrets;
import io.github.kafkaspark.internal.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.spark.sql.SparkSession;

/** The settings of a source, but for its start and its end. An immutable value. */
final class SourceSettings {

  /**
   * Since Spark 2.4 each poll of an executor costs two round trips more, so fewer and larger polls
   * are quicker.
   */
  private static final int MAX_POLL_RECORDS = 10_000;

  private final SparkVersion spark;
  private final SourceKind kind;
  private final TopicSelection selection;
  private final KafkaCluster cluster;
  private final boolean neutral;
  private final SourceName name;
  private final Map<String, Setting> options;

  private SourceSettings(
      SparkVersion spark,
      SourceKind kind,
      TopicSelection selection,
      KafkaCluster cluster,
      boolean neutral,
      SourceName name,
      Map<String, Setting> options) {
    this.spark = spark;
    this.kind = kind;
    this.selection = selection;
    this.cluster = cluster;
    this.neutral = neutral;
    this.name = name;
    this.options = options;
  }

  /** Settings that are checked against this Spark. */
  static SourceSettings of(SparkVersion spark, SourceKind kind, TopicSelection selection) {
    return new SourceSettings(
        spark, kind, selection, null, false, SourceName.NONE, Collections.emptyMap());
  }

  TopicSelection selection() {
    return selection;
  }

  KafkaCluster cluster() {
    return cluster;
  }

  SparkVersion spark() {
    return spark;
  }

  SourceKind kind() {
    return kind;
  }

  SourceSettings cluster(KafkaCluster cluster) {
    requireNonNull(cluster, "cluster");
    if (this.cluster != null) {
      throw new IllegalStateException(
          "Cannot set cluster '"
              + cluster
              + "': '"
              + this.cluster
              + "' is already set; call one of bootstrapServers and cluster, once");
    }
    cluster.options().forEach((name, value) -> check("kafka." + name, value));
    return new SourceSettings(spark, kind, selection, cluster, neutral, name, options);
  }

  SourceSettings neutral() {
    return new SourceSettings(spark, kind, selection, cluster, true, name, options);
  }

  SourceSettings name(String name) {
    SourceName named = SourceName.of(name, spark);
    if (this.name.isSet()) {
      throw new IllegalStateException(
          String.format(
              "Cannot call sourceName(%s): sourceName(%s) has already named it; call it once",
              named, this.name));
    }
    return new SourceSettings(spark, kind, selection, cluster, neutral, named, options);
  }

  SourceName name() {
    return name;
  }

  /** Sets an option that has a method of its own. */
  SourceSettings set(SourceOption option, String method, Object argument, String value) {
    Object shown = argument instanceof Duration ? Texts.of((Duration) argument) : argument;
    return put(option.sparkName, value, method + "(" + shown + ")");
  }

  SourceSettings option(String name, String value) {
    requireNonNull(name, "name");
    requireNonNull(value, "value");
    String shown = Secrets.mask(name, value);
    String sparkName = SourceOption.named(name).map(option -> option.sparkName).orElse(name);
    return put(sparkName, value, "option(\"" + name + "\", \"" + shown + "\")");
  }

  private void check(String name, String value) {
    OptionCheck.check(name, value, kind, selection, spark);
  }

  private SourceSettings put(String name, String value, String call) {
    check(name, value);
    Setting before = options.get(name);
    if (before != null) {
      throw new IllegalStateException(
          String.format(
              "Cannot call %s: %s has already set '%s'; call one of them, once",
              call, before.setBy, name));
    }
    Map<String, Setting> copy = new TreeMap<>(CASE_INSENSITIVE_ORDER);
    copy.putAll(options);
    copy.put(name, new Setting(value, call));
    requireNoConflict(copy, call);
    return new SourceSettings(
        spark, kind, selection, cluster, neutral, this.name, Collections.unmodifiableMap(copy));
  }

  private static void requireNoConflict(Map<String, Setting> options, String call) {
    Setting min = options.get(SourceOption.MIN_OFFSETS_PER_TRIGGER.sparkName);
    Setting max = options.get(SourceOption.MAX_OFFSETS_PER_TRIGGER.sparkName);
    if (min != null && max != null && Long.parseLong(min.value) > Long.parseLong(max.value)) {
      throw new IllegalStateException(
          String.format(
              "Cannot call %s: %s is more than %s; lower the one or raise the other",
              call, min.setBy, max.setBy));
    }
    Setting prefix = options.get(SourceOption.GROUP_ID_PREFIX.sparkName);
    Setting group = options.get(SourceOption.GROUP_ID.sparkName);
    if (prefix != null && group != null) {
      throw new IllegalStateException(
          String.format(
              "Cannot call %s: Spark ignores %s where %s is set; call one of them",
              call, prefix.setBy, group.setBy));
    }
  }

  /**
   * Refuses settings with which no source can load.
   *
   * @throws IllegalStateException if something is missing
   */
  void requireLoadable(SparkSession spark) {
    HostRequirements.requireLiveSession(spark);
    requireBrokers();
    Setting delay = options.get(SourceOption.MAX_TRIGGER_DELAY.sparkName);
    if (delay != null && !options.containsKey(SourceOption.MIN_OFFSETS_PER_TRIGGER.sparkName)) {
      throw new IllegalStateException(
          String.format(
              "Cannot load %s: Spark ignores %s without a minimum; call minOffsetsPerTrigger too, or "
                  + "remove it",
              selection, delay.setBy));
    }
  }

  /**
   * Refuses settings with which no broker can be asked.
   *
   * @throws IllegalStateException if something is missing
   */
  void requireBrokers() {
    HostRequirements.requireKafkaClients();
    if (cluster == null) {
      throw new IllegalStateException(
          "Cannot load " + selection + ": no brokers are set; call bootstrapServers or cluster");
    }
  }

  /** Refuses a stream without a name where the session wants one, and one with a name elsewhere. */
  void requireName(SparkSession session) {
    if (kind == SourceKind.STREAM) {
      name.requireFor(selection, spark, session);
    }
  }

  /**
   * Slips, and bugs of this Spark: a load does not fail with them, and the host may regret them.
   */
  List<String> warnings(SparkSession session) {
    List<String> warnings = new ArrayList<>();
    Map<String, Setting> all = toSpark();
    for (String name : all.keySet()) {
      OptionCheck.meantForClients(name)
          .ifPresent(
              meant ->
                  warnings.add(
                      String.format(
                          "The Kafka consumer has no property '%s' unless a class of yours reads it; "
                              + "did you mean '%s'?",
                          name, meant)));
    }
    warnings.addAll(SparkBugs.metBy(spark, session.version(), kind, all));
    return warnings;
  }

  /** What makes a stream late that has caught up, if the topics do not ask for it. */
  Optional<String> adviceOnFetches() {
    return neutral
        ? Optional.empty()
        : FetchWait.advice(spark, AppInfoParser.getVersion(), toSpark());
  }

  /** All but the selection and the offsets, in the order in which Spark gets it. */
  Map<String, Setting> toSpark() {
    Map<String, Setting> all = new TreeMap<>(CASE_INSENSITIVE_ORDER);
    if (!neutral) {
      all.put(
          SourceOption.MAX_POLL_RECORDS.sparkName,
          new Setting(Integer.toString(MAX_POLL_RECORDS), "default of kafka-spark"));
    }
    if (cluster != null) {
      cluster
          .options()
          .forEach((name, value) -> all.put("kafka." + name, new Setting(value, "cluster")));
      all.put("kafka.bootstrap.servers", new Setting(cluster.bootstrapServers(), "cluster"));
    }
    all.putAll(options);
    if (!neutral) {
      FetchWait.byDefault(spark, AppInfoParser.getVersion(), all)
          .ifPresent(wait -> all.put(SourceOption.FETCH_MAX_WAIT.sparkName, wait));
    }
    return all;
  }

  /** The same after a look at the topics, which may be such that a default does harm. */
  Map<String, Setting> toSpark(BrokerLookup brokers) {
    Map<String, Setting> all = toSpark();
    FetchWait.dropFrom(all, brokers::configs).ifPresent(LoggedOnce::warn);
    return all;
  }

  BrokerLookup lookUp(BrokerLookup.Purpose purpose) {
    Setting dataLoss = options.get(SourceOption.FAIL_ON_DATA_LOSS.sparkName);
    return new BrokerLookup(
        clientsCluster(),
        selection,
        purpose,
        dataLoss == null ? DataLoss.FAIL : DataLoss.of(dataLoss.value));
  }

  /** Refuses a selection of which the brokers lack a part, or Spark passes over one. */
  void requireSelected(BrokerLookup brokers, SparkSession session) {
    brokers.requireSelected();
    if (DriverReader.passesOverInternal(spark, session)) {
      brokers.requireNoInternal();
    }
  }

  /** The cluster as Spark's consumers see it, with what was set on the source alone. */
  private KafkaCluster clientsCluster() {
    KafkaCluster all = cluster;
    for (Map.Entry<String, Setting> option : options.entrySet()) {
      if (OptionCheck.isForClients(option.getKey())) {
        String property = option.getKey().substring("kafka.".length());
        all = all.option(property, option.getValue().value);
      }
    }
    return all;
  }

  /** One line for each option, secrets masked. */
  String describe(Map<String, Setting> selectionAndOffsets) {
    Map<String, Setting> all = toSpark();
    all.putAll(selectionAndOffsets);
    Map<String, String> values = new TreeMap<>();
    all.forEach((name, setting) -> values.put(name, setting.value));
    Map<String, String> shown = Secrets.mask(values);
    StringBuilder text = new StringBuilder("Kafka " + kind + " for Spark " + spark + ":");
    all.forEach(
        (name, setting) -> {
          Optional<String> meant = OptionCheck.meantForClients(name);
          text.append(String.format("%n  %s = %s", name, shown.get(name)))
              .append("  (" + setting.setBy + ")")
              .append(meant.map(other -> "  did you mean '" + other + "'?").orElse(""));
        });
    return text.toString();
  }

  /** The settings that were made, secrets masked, for the text of a source. */
  @Override
  public String toString() {
    return selection + (cluster == null ? "" : ", cluster " + cluster);
  }

  /** The same, for the options of a source's text. */
  String optionsText() {
    Map<String, String> values = new TreeMap<>();
    options.forEach((name, setting) -> values.put(name, setting.value));
    return (name.isSet() ? ", named " + name : "")
        + (neutral ? ", neutral" : "")
        + (values.isEmpty() ? "" : ", options " + Secrets.mask(values));
  }
}
