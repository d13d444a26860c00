package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a start does when the brokers do not have what is stored: an answer for each surprise, for
 * all topics or for one. Hand it to {@link Resume#policy}.
 *
 * <pre>{@code
 * ResumePolicy.standard()
 *     .on(Surprise.AGED_OUT, Answer.EARLIEST)
 *     .forTopic("audit", Surprise.AGED_OUT, Answer.FAIL)
 * }</pre>
 *
 * <p>An answer is about the partition that has the surprise, or, for {@link Surprise#CREATED_ANEW}
 * and {@link Surprise#OTHER_CLUSTER}, about all partitions of the topic; it never moves another
 * one. Spark's settings give the same answers, as in {@code
 * spark.kafkaspark.resume.agedOut=earliest} and {@code
 * spark.kafkaspark.resume.topic.audit.agedOut=fail}; what a policy says wins over them. What nobody
 * says is {@link #standard}.
 *
 * <p>An immutable value: each step returns a new one, and replaces an answer that was given before.
 */
public final class ResumePolicy {

  /**
   * What a start may find. A later version may have more of them, so a {@code switch} needs a
   * default.
   */
  public enum Surprise {
    /** A partition for which nothing is stored, of a stream that has been stored. */
    NEW("new", Answer.EARLIEST, Answer.EARLIEST, Answer.LATEST, Answer.FAIL),

    /** The stored offset is below what the brokers still have: records were deleted unread. */
    AGED_OUT("agedOut", Answer.FAIL, Answer.FAIL, Answer.EARLIEST, Answer.LATEST),

    /** The stored offset is above what the brokers have: the log was cut, or is another one. */
    BEYOND_END("beyondEnd", Answer.FAIL, Answer.FAIL, Answer.EARLIEST, Answer.LATEST),

    /** The topic was deleted and created anew, so the stored offsets are of other records. */
    CREATED_ANEW(
        "createdAnew", Answer.FAIL, Answer.FAIL, Answer.EARLIEST, Answer.LATEST, Answer.KEEP),

    /** The topic is stored for another cluster. */
    OTHER_CLUSTER(
        "otherCluster", Answer.FAIL, Answer.FAIL, Answer.EARLIEST, Answer.LATEST, Answer.KEEP),

    /** A partition that is stored and does not exist, though the source would select it. */
    VANISHED("vanished", Answer.KEEP, Answer.KEEP, Answer.DROP, Answer.FAIL),

    /** A checkpoint of the query says something else than the store, and Spark follows it. */
    CHECKPOINT("checkpoint", Answer.WIN, Answer.WIN, Answer.FAIL);

    private final String word;
    private final Answer standard;

    @SuppressWarnings("ImmutableEnumChecker") // It cannot be modified.
    private final Set<Answer> answers;

    Surprise(String word, Answer standard, Answer... answers) {
      this.word = word;
      this.standard = standard;
      this.answers = Collections.unmodifiableSet(EnumSet.copyOf(Arrays.asList(answers)));
    }

    /** The answers that make sense. */
    public Set<Answer> answers() {
      return answers;
    }

    /** The word for it in settings and in the JSON of a plan. */
    public String word() {
      return word;
    }

    Answer standard() {
      return standard;
    }

    /** Whether an answer may be about one topic. */
    boolean isOfTopic() {
      return this != CHECKPOINT;
    }

    /** The answers that make sense, as a message names them. */
    String expected(Function<Answer, String> text) {
      String all = answers.stream().map(text).collect(Collectors.joining(", "));
      return all.replaceFirst(", ([^,]*)$", " or $1");
    }
  }

  /**
   * What to do then. A later version may have more of them, so a {@code switch} needs a default.
   */
  public enum Answer {
    /** The load fails, names what it has found, and says how to go on. */
    FAIL,

    /**
     * Begins at the earliest record that there is when Spark first reads: Spark gets the word and
     * no number, since retention may move before that.
     */
    EARLIEST,

    /**
     * Begins at the end as it is while the source loads, with a warning; what is there is skipped.
     */
    LATEST,

    /**
     * Takes the stored offset as it is. Of a topic that was created anew or is another cluster's,
     * say so only if the same offsets are the same records there. For a vanished partition: it
     * stays stored, so that it goes on there if it is back.
     */
    KEEP,

    /** The stored offset is forgotten once the query has begun. */
    DROP,

    /** The checkpoint decides, as Spark wants it; a warning says so and the store follows. */
    WIN;

    /** The word for it in settings. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern LEGAL_TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  private static final ResumePolicy STANDARD =
      new ResumePolicy(Collections.emptyMap(), Collections.emptyMap());

  /** What was said, and nothing else. */
  private final Map<Surprise, Answer> general;

  private final Map<String, Map<Surprise, Answer>> topics;

  private ResumePolicy(Map<Surprise, Answer> general, Map<String, Map<Surprise, Answer>> topics) {
    this.general = general;
    this.topics = topics;
  }

  /**
   * Begins new partitions at their earliest record, refuses what the brokers do not have and what
   * is of another topic, keeps vanished partitions, and lets a checkpoint win.
   *
   * <p>Unless you say {@link Answer#KEEP} yourself, a vanished partition is kept only where its
   * topic's id is stored, by which a start knows later whether it is the same topic that is back;
   * else it is dropped. A store in Kafka keeps offsets beside the topics, and so never has them.
   */
  public static ResumePolicy standard() {
    return STANDARD;
  }

  /**
   * Answers a surprise for all topics that have no answer of their own.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the answer makes no sense for it
   */
  public ResumePolicy on(Surprise surprise, Answer answer) {
    requireSense(surprise, answer);
    Map<Surprise, Answer> copy = copy(general);
    copy.put(surprise, answer);
    return new ResumePolicy(copy, topics);
  }

  /**
   * Answers a surprise for one topic. A source that does not read it refuses to load; one that has
   * a pattern which may find it later does not.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the answer makes no sense for the surprise, the surprise is
   *     none of a topic, or it is not a legal topic name
   */
  public ResumePolicy forTopic(String topic, Surprise surprise, Answer answer) {
    requireTopic(requireNonNull(topic, "topic"));
    requireSense(surprise, answer);
    if (!surprise.isOfTopic()) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid surprise for the topic '%s': %s (expected one that a topic has; a checkpoint is "
                  + "the query's, so answer it for all topics, by on(%s, Answer.%s))",
              topic, surprise, surprise, answer));
    }
    Map<String, Map<Surprise, Answer>> copy = new TreeMap<>(topics);
    Map<Surprise, Answer> ofTopic = copy(topics.getOrDefault(topic, Collections.emptyMap()));
    ofTopic.put(surprise, answer);
    copy.put(topic, ofTopic);
    return new ResumePolicy(general, copy);
  }

  /**
   * These answers with those of {@code newer} added; where both answer the same, {@code newer}
   * wins.
   *
   * @throws NullPointerException if {@code newer} is null
   */
  public ResumePolicy merge(ResumePolicy newer) {
    ResumePolicy both = this;
    for (Map.Entry<Surprise, Answer> each : requireNonNull(newer, "newer").general.entrySet()) {
      both = both.on(each.getKey(), each.getValue());
    }
    for (Map.Entry<String, Map<Surprise, Answer>> topic : newer.topics.entrySet()) {
      for (Map.Entry<Surprise, Answer> each : topic.getValue().entrySet()) {
        both = both.forTopic(topic.getKey(), each.getKey(), each.getValue());
      }
    }
    return both;
  }

  private static Map<Surprise, Answer> copy(Map<Surprise, Answer> answers) {
    Map<Surprise, Answer> copy = new EnumMap<>(Surprise.class);
    copy.putAll(answers);
    return copy;
  }

  private static void requireSense(Surprise surprise, Answer answer) {
    requireNonNull(surprise, "surprise");
    if (!surprise.answers.contains(requireNonNull(answer, "answer"))) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid answer: %s to %s (expected %s)",
              answer, surprise, surprise.expected(Answer::name)));
    }
  }

  private static void requireTopic(String topic) {
    if (!LEGAL_TOPIC.matcher(topic).matches()) {
      throw new IllegalArgumentException(
          "Invalid topic: '"
              + topic
              + "' (expected 1 to 249 of the characters a-z A-Z 0-9 . _ -; a policy takes no pattern)");
    }
  }

  /**
   * The answer to a surprise of a topic that has no answer of its own.
   *
   * @throws NullPointerException if {@code surprise} is null
   */
  public Answer answer(Surprise surprise) {
    return said(surprise).orElse(requireNonNull(surprise, "surprise").standard);
  }

  /**
   * The answer to a surprise of a topic.
   *
   * @throws NullPointerException if an argument is null
   */
  public Answer answer(Surprise surprise, String topic) {
    return said(surprise, topic).orElse(requireNonNull(surprise, "surprise").standard);
  }

  /** What was said for all topics; empty if nothing was. */
  Optional<Answer> said(Surprise surprise) {
    return Optional.ofNullable(general.get(surprise));
  }

  /** What was said for a topic, or for all; empty if nothing was. */
  Optional<Answer> said(Surprise surprise, String topic) {
    Answer ofTopic =
        topics.getOrDefault(requireNonNull(topic, "topic"), Collections.emptyMap()).get(surprise);
    return ofTopic == null ? said(surprise) : Optional.of(ofTopic);
  }

  /** The topics that have answers of their own, in order. */
  Set<String> topics() {
    return topics.keySet();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResumePolicy
        && general.equals(((ResumePolicy) other).general)
        && topics.equals(((ResumePolicy) other).topics);
  }

  @Override
  public int hashCode() {
    return 31 * general.hashCode() + topics.hashCode();
  }

  /**
   * What was said, in the words of the settings: {@code agedOut=earliest,
   * topic.audit.agedOut=fail}.
   */
  @Override
  public String toString() {
    String text = text("", general);
    for (Map.Entry<String, Map<Surprise, Answer>> topic : topics.entrySet()) {
      text +=
          (text.isEmpty() ? "" : ", ") + text("topic." + topic.getKey() + ".", topic.getValue());
    }
    return text.isEmpty() ? "standard" : text;
  }

  private static String text(String prefix, Map<Surprise, Answer> answers) {
    return answers.entrySet().stream()
        .map(each -> prefix + each.getKey().word + "=" + each.getValue().word())
        .collect(Collectors.joining(", "));
  }
}
