package io.github.kafkaspark.offsets.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.kafkaspark.TopicIdentity;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The identities of topics as a field of a commit's JSON, by clusters: {@code
 * "clusters":{"lkc5…":{"orders":"Jx7…","payments":""}}}. A topic without an id has an empty one.
 * For the stores of this library.
 */
public final class IdentitiesJson implements JsonFields.Nested {

  private static final String FIELD = "clusters";

  private final Map<String, TopicIdentity> found = new TreeMap<>();

  /** Reads the field if it is there. */
  public IdentitiesJson() {}

  /** Adds the field to the object that is being written, but for no identities. */
  public static void write(JsonGenerator json, Map<String, TopicIdentity> identities)
      throws IOException {
    if (identities.isEmpty()) {
      return;
    }
    Map<String, Map<String, String>> clusters = new TreeMap<>();
    identities.forEach(
        (topic, identity) ->
            clusters
                .computeIfAbsent(identity.clusterId(), key -> new TreeMap<>())
                .put(topic, identity.topicId().orElse("")));
    json.writeObjectFieldStart(FIELD);
    for (Map.Entry<String, Map<String, String>> cluster : clusters.entrySet()) {
      json.writeObjectFieldStart(cluster.getKey());
      for (Map.Entry<String, String> topic : cluster.getValue().entrySet()) {
        json.writeStringField(topic.getKey(), topic.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** Leaves out what it does not know: a newer version may say more. */
  @Override
  public boolean read(String field, JsonParser json) throws IOException {
    boolean mine = field.equals(FIELD) && json.getCurrentToken() == JsonToken.START_OBJECT;
    if (mine) {
      while (json.nextToken() != JsonToken.END_OBJECT) {
        readCluster(json.getCurrentName(), json);
      }
    }
    return mine;
  }

  private void readCluster(String cluster, JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String topic = json.getCurrentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        TopicIdentity identity = TopicIdentity.of(cluster);
        String id = json.getText();
        found.put(topic, id.isEmpty() ? identity : identity.withTopicId(id));
      } else {
        json.skipChildren();
      }
    }
  }

  /** The identities that were read; empty if the field was not there. */
  public Map<String, TopicIdentity> found() {
    return found;
  }
}
