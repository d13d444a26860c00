package io.github.kafkaspark;

import static java.lang.String.CASE_INSENSITIVE_ORDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchWaitTest {

  private static final String STAYS = "'kafka.fetch.max.wait.ms' stays Kafka's 500, not 10, ";
  private static final String WAY_OUT =
      "set it yourself to 10 if no topic is in tiered storage, and else to 500";

  private final Map<String, Setting> options = new TreeMap<>(CASE_INSENSITIVE_ORDER);

  private Optional<String> byDefault(SparkVersion spark, String clients) {
    return FetchWait.byDefault(spark, clients, options).map(setting -> setting.value);
  }

  private Optional<String> advice() {
    return FetchWait.advice(SparkVersion.V3_5, "3.4.1", options);
  }

  private void set(String name, String value) {
    options.put(name, new Setting(value, "a test"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2.0.0", "2.4.1", "2.8.1-amzn-0", "3.1.2", "3.4.1.7.1-387", "3.10.0", "4.12.0"})
  void isShortWithClientsThatWereMeasured(String clients) {
    assertThat(byDefault(SparkVersion.V2_4, clients)).contains("10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.10.0.1",
        "1.1.1",
        "7.4.0-ccs",
        "12.0.1",
        "3.4",
        "3.4.x",
        "3.400.1",
        "unknown",
        ""
      })
  void isKafkasWithOthers(String clients) {
    assertThat(byDefault(SparkVersion.V4_2, clients)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3.3.1, false", "3.3.2, true", "2.8.1, false", "3.9.2, true"})
  void isShortForTransactionsIfNoPollWaitsAtTheirMarkers(String clients, boolean isShort) {
    set("kafka.isolation.level", "READ_COMMITTED");

    assertThat(byDefault(SparkVersion.V3_3, clients).isPresent()).isEqualTo(isShort);

    options.clear();
    set("kafka.isolation.level", "read_uncommitted");

    assertThat(byDefault(SparkVersion.V3_3, clients)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(SparkVersion.class)
  void isShortWhereSparkLooksUpOffsetsBetweenPolls(SparkVersion spark) {
    assertThat(byDefault(spark, "3.4.1").isPresent())
        .isEqualTo(spark != SparkVersion.V2_3 && spark != SparkVersion.V3_0);
  }

  @Test
  void isTheHostsIfItSaysSo() {
    set("Kafka.fetch.max.wait.ms", "500");

    assertThat(byDefault(SparkVersion.V3_5, "3.4.1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "' 1 ', true", "2, false", "100000, false"})
  void isKafkasIfTheHostLetsBrokersGatherBytes(String bytes, boolean isShort) {
    set("kafka.Fetch.min.bytes", bytes);

    assertThat(byDefault(SparkVersion.V3_5, "3.4.1").isPresent()).isEqualTo(isShort);
  }

  @Test
  void aLongWaitOfTheHostIsAdvisedAgainst() {
    set("kafka.fetch.max.wait.ms", "5000");

    assertThat(advice())
        .contains(
            "'kafka.fetch.max.wait.ms' is 5000 (a test), so each task that reads to the end of its "
                + "partition takes up to 5 s longer; remove it, and it is 10");
    assertThat(FetchWait.advice(SparkVersion.V2_3, "3.4.1", options)).isEmpty();
    assertThat(FetchWait.advice(SparkVersion.V3_1, "1.1.0", options)).isEmpty();
  }

  @Test
  void brokersThatGatherBytesAreAdvisedAgainst() {
    set("kafka.fetch.min.bytes", "100000");
    String advice =
        "'kafka.fetch.min.bytes' is 100000 (a test), and brokers hold each fetch that has less for "
            + "up to %s ms, so each task that reads to the end of its partition waits for that once "
            + "or twice; set 'kafka.fetch.max.wait.ms' to 10";

    assertThat(advice()).contains(String.format(advice, "500"));

    set("kafka.fetch.max.wait.ms", "700");
    assertThat(advice()).contains(String.format(advice, "700"));

    set("kafka.fetch.max.wait.ms", "10");
    assertThat(advice()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "10", "100", "soon"})
  void thereIsNoAdviceOnOtherWaits(String wait) {
    set("kafka.fetch.max.wait.ms", wait);

    assertThat(advice()).isEmpty();
  }

  @Test
  void isKafkasWithTheNewGroupProtocol() {
    set("kafka.group.protocol", "consumer");
    assertThat(byDefault(SparkVersion.V4_0, "3.9.0")).isEmpty();

    set("kafka.group.protocol", "classic");
    assertThat(byDefault(SparkVersion.V4_0, "3.9.0")).isPresent();
  }

  @Test
  void isTheDefaultIfTheHostHasNotSetIt() {
    set("kafka.fetch.max.wait.ms", "10");
    assertThat(FetchWait.isDefault(options)).isFalse();

    options.clear();
    assertThat(FetchWait.isDefault(options)).isFalse();

    FetchWait.byDefault(SparkVersion.V3_5, "3.4.1", options)
        .ifPresent(wait -> options.put("kafka.fetch.max.wait.ms", wait));
    assertThat(FetchWait.isDefault(options)).isTrue();
  }

  @Test
  void nothingIsAgainstItForTopicsThatBrokersKeepThemselves() {
    assertThat(objection("remote.storage.enable", "false")).isEmpty();
    assertThat(objection("cleanup.policy", "compact")).isEmpty();
  }

  @Test
  void isNotForTopicsThatAreNotThereYet() {
    assertThat(FetchWait.objection(() -> new TopicConfigs(Collections.emptyMap())))
        .contains(STAYS + "because there is no topic yet; " + WAY_OUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"remote.storage.enable", "confluent.tier.enable", "redpanda.remote.read"})
  void isNotForTopicsInTieredStorage(String config) {
    assertThat(objection(config, "true"))
        .contains(
            STAYS
                + "because topics are in tiered storage (orders), and brokers of Apache Kafka before "
                + "3.8 give up a read from there after that time; set it to 10 yourself with newer "
                + "brokers, and else to 500");
  }

  @Test
  void isTakenOutForSuchTopicsAndTheHostsSettingIsNot() {
    TopicConfigs tiered =
        new TopicConfigs(
            Collections.singletonMap(topic("orders"), config("remote.storage.enable", "true")));
    FetchWait.byDefault(SparkVersion.V3_5, "3.4.1", options)
        .ifPresent(wait -> options.put("kafka.fetch.max.wait.ms", wait));

    assertThat(FetchWait.dropFrom(options, () -> tiered)).isPresent();
    assertThat(options).isEmpty();

    set("kafka.fetch.max.wait.ms", "10");

    assertThat(FetchWait.dropFrom(options, () -> tiered)).isEmpty();
    assertThat(options).containsKey("kafka.fetch.max.wait.ms");
  }

  @Test
  void namesTenTieredTopicsAtMost() {
    Map<ConfigResource, Config> configs = new HashMap<>();
    for (int i = 10; i < 30; i++) {
      configs.put(topic("t" + i), config("remote.storage.enable", "true"));
    }

    assertThat(FetchWait.objection(() -> new TopicConfigs(configs)).get())
        .contains("(t10, t11, t12, t13, t14, t15, t16, t17, t18, t19 and 10 more)");
  }

  @Test
  void isNotForTopicsWhoseSettingsTheUserMayNotSee() {
    TopicAuthorizationException refusal = new TopicAuthorizationException("orders");

    assertThat(
            FetchWait.objection(
                () -> {
                  throw new IllegalStateException("Cannot read; grant what is not it", refusal);
                }))
        .contains(
            STAYS
                + "because nobody says whether topics are in tiered storage: "
                + refusal.getMessage()
                + "; grant this user "
                + "DescribeConfigs on the topics, or "
                + WAY_OUT);
  }

  @Test
  void isNotForTopicsThatNobodySpeaksOf() {
    assertThat(
            FetchWait.objection(
                () -> {
                  throw new IllegalStateException("No answer; check it", new TimeoutException());
                }))
        .contains(
            STAYS
                + "because nobody says whether topics are in tiered storage: No answer; check it, or "
                + WAY_OUT);
  }

  @Test
  void anInterruptedThreadAsksNoFurther() {
    IllegalStateException interrupted =
        new IllegalStateException(
            "interrupted", new InterruptException(new InterruptedException()));
    assertThat(Thread.interrupted()).isTrue(); // Kafka's exception has set it.

    assertThatThrownBy(
            () ->
                FetchWait.objection(
                    () -> {
                      throw interrupted;
                    }))
        .isSameAs(interrupted);
  }

  private static Optional<String> objection(String config, String value) {
    return FetchWait.objection(
        () -> new TopicConfigs(Collections.singletonMap(topic("orders"), config(config, value))));
  }

  private static ConfigResource topic(String name) {
    return new ConfigResource(ConfigResource.Type.TOPIC, name);
  }

  private static Config config(String name, String value) {
    return new Config(Collections.singleton(new ConfigEntry(name, value)));
  }

  @Test
  void thereIsNoAdviceIfTheHostHasSaidNothing() {
    assertThat(FetchWait.byDefault(SparkVersion.V3_5, "3.4.1", options)).isPresent();
    assertThat(advice()).isEmpty();
  }
}
