package io.github.kafkaspark;

import static java.util.stream.Collectors.joining;

import io.github.kafkaspark.internal.Texts;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * How long a broker holds a fetch of an executor for which it has nothing. From Spark 2.4 on two
 * look-ups follow each poll of an executor, and the broker answers them after the fetch that the
 * poll has sent ahead: a task that reads to the end of its partition takes that much longer.
 */
final class FetchWait {

  private static final String OPTION = SourceOption.FETCH_MAX_WAIT.sparkName;
  private static final String MIN_BYTES = "kafka.fetch.min.bytes";

  private static final int DEFAULT_MILLIS = 10;
  private static final int KAFKAS_MILLIS = 500;

  /** What a host that waits no longer would hardly notice. */
  private static final int LONG_MILLIS = 100;

  private static final int NAMED_TOPICS = 10;

  private static final Setting DEFAULT =
      new Setting(
          Integer.toString(DEFAULT_MILLIS),
          "default of kafka-spark if brokers say that no topic is tiered");

  /** A vendor may add to the text; what one with numbers of its own means by them is not known. */
  private static final Pattern RELEASE =
      Pattern.compile("([0-4])\\.(\\d{1,2})\\.(\\d{1,2})([.-].*)?");

  private FetchWait() {}

  /**
   * The default of a source.
   *
   * @param clients the version of kafka-clients
   * @param options what the host has set
   * @return empty if the host has said how long or for how much a fetch waits, or if a short wait
   *     gains nothing or has not been measured to be harmless
   */
  static Optional<Setting> byDefault(
      SparkVersion spark, String clients, Map<String, Setting> options) {
    boolean isOpen = !options.containsKey(OPTION) && minBytes(options) <= 1;
    return isOpen && isGood(spark, clients, options) ? Optional.of(DEFAULT) : Optional.empty();
  }

  /** Whether the wait in these options is the default of a source. */
  static boolean isDefault(Map<String, Setting> options) {
    return options.get(OPTION) == DEFAULT;
  }

  /**
   * Takes the default out of these options if topics are against it, and says why; empty if it
   * stays, or if it is the host's setting that is there.
   */
  static Optional<String> dropFrom(Map<String, Setting> options, Supplier<TopicConfigs> topics) {
    Optional<String> why = isDefault(options) ? objection(topics) : Optional.empty();
    if (why.isPresent()) {
      options.remove(OPTION);
    }
    return why;
  }

  /**
   * Why the default should not be for these topics; empty if nothing is against it.
   *
   * @param topics asks the brokers for them
   * @throws IllegalStateException if the thread is interrupted
   */
  static Optional<String> objection(Supplier<TopicConfigs> topics) {
    String stays =
        String.format("'%s' stays Kafka's %d, not %d, ", OPTION, KAFKAS_MILLIS, DEFAULT_MILLIS);
    String wayOut =
        String.format(
            "set it yourself to %d if no topic is in tiered storage, and else to %d",
            DEFAULT_MILLIS, KAFKAS_MILLIS);
    try {
      TopicConfigs configs = topics.get();
      if (configs.isEmpty()) {
        return Optional.of(stays + "because there is no topic yet; " + wayOut);
      }
      Set<String> tiered = configs.tiered();
      return tiered.isEmpty() ? Optional.empty() : Optional.of(stays + becauseOf(tiered));
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof InterruptException) {
        throw e;
      }
      String why =
          e.getCause() instanceof AuthorizationException
              ? e.getCause().getMessage() + "; grant this user DescribeConfigs on the topics"
              : e.getMessage();
      return Optional.of(
          stays
              + "because nobody says whether topics are in tiered storage: "
              + why
              + ", or "
              + wayOut);
    }
  }

  private static String becauseOf(Set<String> tiered) {
    String names = tiered.stream().limit(NAMED_TOPICS).collect(joining(", "));
    return String.format(
        "because topics are in tiered storage (%s%s), and brokers of Apache Kafka before 3.8 give up "
            + "a read from there after that time; set it to %d yourself with newer brokers, and else "
            + "to %d",
        names,
        tiered.size() > NAMED_TOPICS ? " and " + (tiered.size() - NAMED_TOPICS) + " more" : "",
        DEFAULT_MILLIS,
        KAFKAS_MILLIS);
  }

  /**
   * What a setting of the host costs a stream that has caught up; empty if it costs nothing. If
   * there is an {@link #objection}, the host has reason for it.
   */
  static Optional<String> advice(SparkVersion spark, String clients, Map<String, Setting> options) {
    Setting wait = options.get(OPTION);
    long millis = wait == null ? KAFKAS_MILLIS : number(wait);
    if (!isGood(spark, clients, options) || millis <= LONG_MILLIS) {
      return Optional.empty();
    }
    if (minBytes(options) > 1) {
      Setting bytes = options.get(MIN_BYTES);
      return Optional.of(
          String.format(
              "'%s' is %s (%s), and brokers hold each fetch that has less for up to %s, so each "
                  + "task that reads to the end of its partition waits for that once or twice; set "
                  + "'%s' to %d",
              MIN_BYTES, bytes.value, bytes.setBy, text(millis), OPTION, DEFAULT_MILLIS));
    }
    return Optional.ofNullable(wait)
        .map(
            it ->
                String.format(
                    "'%s' is %s (%s), so each task that reads to the end of its partition takes up "
                        + "to %s longer; remove it, and it is %d",
                    OPTION, it.value, it.setBy, text(millis), DEFAULT_MILLIS));
  }

  private static String text(long millis) {
    return Texts.of(Duration.ofMillis(millis));
  }

  /**
   * Spark 2.3 looks up no offsets between polls, and the consumer of 3.0 sends no fetch ahead.
   * Where only the marker of a transaction is left, clients before 3.3.2 fetch again and again
   * until their poll times out; a source knows of transactions if the host reads what they have
   * committed. Consumers of the new group protocol fetch without being polled.
   */
  private static boolean isGood(SparkVersion spark, String clients, Map<String, Setting> options) {
    int oldest = is(options, "kafka.isolation.level", "read_committed") ? 3_03_02 : 2_00_00;
    return spark != SparkVersion.V2_3
        && spark != SparkVersion.V3_0
        && number(clients) >= oldest
        && !is(options, "kafka.group.protocol", "consumer");
  }

  private static boolean is(Map<String, Setting> options, String name, String value) {
    Setting setting = options.get(name);
    return setting != null && setting.value.trim().equalsIgnoreCase(value);
  }

  /** Two digits for each part of the version; 0 for one that is not known. */
  private static int number(String clients) {
    Matcher release = RELEASE.matcher(clients);
    int number = 0;
    for (int part = 1; part <= 3 && release.matches(); part++) {
      number = 100 * number + Integer.parseInt(release.group(part));
    }
    return number;
  }

  private static long minBytes(Map<String, Setting> options) {
    Setting bytes = options.get(MIN_BYTES);
    return bytes == null ? 1 : number(bytes);
  }

  /** What is no number is for the Kafka consumer to refuse. */
  private static long number(Setting setting) {
    try {
      return Long.parseLong(setting.value.trim());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
