package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicIdentity;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whose topics are, if all who read or keep something of them know it, and agree. */
final class AgreedIdentities {

  private final Map<String, Optional<TopicIdentity>> topics = new TreeMap<>();

  /** One more who knows whose a topic is; null if that one does not. */
  void add(String topic, TopicIdentity identity) {
    topics.merge(
        topic,
        Optional.ofNullable(identity),
        (one, other) -> one.equals(other) ? one : Optional.empty());
  }

  Map<String, TopicIdentity> found() {
    Map<String, TopicIdentity> found = new TreeMap<>();
    topics.forEach((topic, identity) -> identity.ifPresent(agreed -> found.put(topic, agreed)));
    return found;
  }
}
