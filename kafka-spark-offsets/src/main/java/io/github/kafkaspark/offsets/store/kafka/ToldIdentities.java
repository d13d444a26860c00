package io.github.kafkaspark.offsets.store.kafka;

import io.github.kafkaspark.TopicIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which identities the tag of a topic tells: its own, and those of the topics that follow it in
 * their order, the first after the last. A topic that is deleted takes its tag along, so others
 * must know of it; but all of them in all tags would make a commit of many topics long.
 */
final class ToldIdentities {

  /** Of the names and ids in one tag, which may have 4,096. */
  private static final int MOST_CHARS = 1_000;

  /** Of those in all tags of a commit. */
  private static final int MOST_CHARS_IN_ALL = 100_000;

  /** Quotes, colons and commas around a name and an id. */
  private static final int CHARS_AROUND = 6;

  private final Map<String, TopicIdentity> all;
  private final List<String> topics;
  private final Map<String, Integer> places = new HashMap<>();
  private final int mostChars;

  /**
   * Of a commit.
   *
   * @param all in order
   * @param room how many characters are left in each tag
   */
  ToldIdentities(Map<String, TopicIdentity> all, int room) {
    this.all = all;
    this.mostChars =
        Math.min(room, Math.min(MOST_CHARS, MOST_CHARS_IN_ALL / Math.max(1, all.size())));
    this.topics = new ArrayList<>(all.keySet());
    topics.forEach(topic -> places.put(topic, places.size()));
  }

  /** What the tag of this topic tells. */
  Map<String, TopicIdentity> at(String topic) {
    Map<String, TopicIdentity> told = new LinkedHashMap<>();
    int first = places.getOrDefault(topic, 0);
    int chars = 0;
    for (int i = 0; i < topics.size(); i++) {
      String next = topics.get((first + i) % topics.size());
      TopicIdentity identity = all.get(next);
      chars += chars(next, identity);
      if (chars > mostChars && !next.equals(topic)) {
        break;
      }
      told.put(next, identity);
    }
    return told;
  }

  private static int chars(String topic, TopicIdentity identity) {
    return topic.length()
        + identity.topicId().orElse("").length()
        + identity.clusterId().length()
        + CHARS_AROUND;
  }
}
