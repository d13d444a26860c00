package io.github.kafkaspark.offsets;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a source subscribes to, as all Sparks describe it in a progress: topics, or a pattern, but
 * not an assignment, which never grows. An immutable value.
 */
final class SourceSelection {

  /** Of a source that finds no new partition, or whose description is not known. */
  static final SourceSelection NONE = new SourceSelection("", topic -> false);

  private static final Pattern SOURCE = Pattern.compile("Kafka\\w*\\[(.*)\\]", Pattern.DOTALL);
  private static final Pattern SUBSCRIPTION =
      Pattern.compile("Subscribe(|Pattern)\\[(.*)\\]", Pattern.DOTALL);

  private final String text;
  private final Predicate<String> topics;

  private SourceSelection(String text, Predicate<String> topics) {
    this.text = text;
    this.topics = topics;
  }

  /** Reads {@code KafkaV2[Subscribe[orders, payments]]}, or the inner part of it. */
  static SourceSelection described(String description) {
    Matcher source = SOURCE.matcher(description);
    String text = source.matches() ? source.group(1) : description;
    Matcher subscription = SUBSCRIPTION.matcher(text);
    if (!subscription.matches()) {
      return NONE;
    }
    String value = subscription.group(2);
    if (subscription.group(1).isEmpty()) {
      return new SourceSelection(text, Arrays.asList(value.split(", "))::contains);
    }
    Pattern pattern = Pattern.compile(value);
    return new SourceSelection(text, topic -> pattern.matcher(topic).matches());
  }

  /** Whether it has a topic of this name. */
  boolean has(String topic) {
    return topics.test(topic);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceSelection && text.equals(((SourceSelection) other).text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
