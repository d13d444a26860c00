package io.github.kafkaspark;

import io.github.kafkaspark.internal.NearMiss;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says why topics that a source names are not among those that the brokers describe. */
final class MissingTopics {

  private MissingTopics() {}

  /**
   * The refusal.
   *
   * @param refused those that this user may not describe
   * @param others all topics that this user may describe, among which are those that may be meant
   */
  static IllegalArgumentException of(
      TopicSelection selection,
      Set<String> missing,
      Set<String> refused,
      Collection<String> others) {
    Set<String> hidden = new TreeSet<>(missing);
    hidden.retainAll(refused);
    Set<String> unknown = new TreeSet<>(missing);
    unknown.removeAll(hidden);
    List<String> reasons = new ArrayList<>();
    List<String> waysOut = new ArrayList<>();
    if (!unknown.isEmpty()) {
      reasons.add("the brokers do not know " + unknown + meant(unknown, others));
      waysOut.add("create them, or select them by topicPattern if they appear later");
    }
    if (!hidden.isEmpty()) {
      reasons.add("the brokers do not tell this user whether there are " + hidden);
      waysOut.add("grant this user Describe and Read on " + hidden);
    }
    return new IllegalArgumentException(
        String.format(
            "Invalid %s: %s (expected topics that exist and that this client may describe; %s)",
            selection, String.join("; ", reasons), String.join("; ", waysOut)));
  }

  /** The refusal of topics that the brokers call their own. */
  static IllegalArgumentException internal(TopicSelection selection, Set<String> internal) {
    return new IllegalArgumentException(
        String.format(
            "Invalid %s: %s are internal topics of the brokers, which Spark's driver passes over as "
                + "an administrator (expected other topics; to read these, set %s=true)",
            selection, internal, DriverReader.DEPRECATED));
  }

  private static String meant(Set<String> unknown, Collection<String> others) {
    List<String> meant = new ArrayList<>();
    for (String name : unknown) {
      NearMiss.of(name, others)
          .ifPresent(
              other ->
                  meant.add("'" + other + (unknown.size() == 1 ? "'" : "' for '" + name + "'")));
    }
    return meant.isEmpty() ? "" : "; did you mean " + String.join(", ", meant) + "?";
  }
}
