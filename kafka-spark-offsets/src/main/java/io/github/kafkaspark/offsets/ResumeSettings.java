package io.github.kafkaspark.offsets;

import io.github.kafkaspark.internal.LibrarySettings;
import io.github.kafkaspark.offsets.ResumePolicy.Answer;
import io.github.kafkaspark.offsets.ResumePolicy.Surprise;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** The answers of a {@link ResumePolicy} that Spark's settings give, for hosts without code. */
final class ResumeSettings {

  /** What the settings of all topics begin with. */
  static final String OF_ALL = LibrarySettings.RESUME;

  /** What the settings of a topic begin with. */
  static final String OF_TOPIC = LibrarySettings.RESUME_TOPIC;

  private ResumeSettings() {}

  /** Those of the thread's session, or else of the JVM's; nothing is said where there is none. */
  static ResumePolicy ofSession() {
    Optional<SparkSession> session = session();
    // No lambda that takes a session: Spark may be missing.
    return session.isPresent()
        ? of(session.get().sparkContext().getConf())
        : ResumePolicy.standard();
  }

  /**
   * The thread's session, or else the JVM's; empty if there is none that is not stopped, and in a
   * program without Spark.
   */
  static Optional<SparkSession> session() {
    try {
      Option<SparkSession> active = SparkSession.getActiveSession();
      Option<SparkSession> session = isLive(active) ? active : SparkSession.getDefaultSession();
      return isLive(session) ? Optional.of(session.get()) : Optional.empty();
    } catch (NoClassDefFoundError e) {
      return Optional.empty();
    }
  }

  /** A thread may have inherited the session of an application that has ended. */
  private static boolean isLive(Option<SparkSession> session) {
    return session.isDefined() && !session.get().sparkContext().isStopped();
  }

  /**
   * Those of a configuration. It warns of misspelt names, once.
   *
   * @throws IllegalArgumentException if a value is no answer, or a topic's name is not legal
   */
  static ResumePolicy of(SparkConf settings) {
    LibrarySettings.warnOfUnknown(settings);
    ResumePolicy policy = ResumePolicy.standard();
    for (String name : LibrarySettings.namesOf(settings)) {
      if (name.startsWith(OF_ALL)) {
        policy = with(policy, name, settings.get(name, ""));
      }
    }
    return policy;
  }

  private static ResumePolicy with(ResumePolicy policy, String name, String value) {
    int dot = name.lastIndexOf('.');
    Optional<Surprise> found = surprise(name.substring(dot + 1));
    boolean isOfTopic = name.startsWith(OF_TOPIC) && dot > OF_TOPIC.length();
    if (!found.isPresent() || !(isOfTopic || dot == OF_ALL.length() - 1)) {
      return policy; // Nobody reads it, as the warning says.
    }
    Surprise surprise = found.get();
    Answer answer = answer(name, surprise, value.trim());
    try {
      return isOfTopic
          ? policy.forTopic(name.substring(OF_TOPIC.length(), dot), surprise, answer)
          : policy.on(surprise, answer);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static Optional<Surprise> surprise(String word) {
    return Arrays.stream(Surprise.values()).filter(each -> each.word().equals(word)).findFirst();
  }

  private static Answer answer(String name, Surprise surprise, String value) {
    return surprise.answers().stream()
        .filter(answer -> answer.word().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        "Invalid %s: '%s' (expected %s)",
                        name, value, surprise.expected(Answer::word))));
  }
}
