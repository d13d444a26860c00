package io.github.kafkaspark.examples;

import static java.util.Collections.singleton;
import static java.util.Collections.singletonMap;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;

/** Lists, creates, describes, enlarges and deletes topics. */
public final class ManageTopics {

  private static final String USAGE =
      "ManageTopics [--bootstrap host:port] [list | create TOPIC PARTITIONS | describe TOPIC"
          + " | enlarge TOPIC PARTITIONS | delete TOPIC]";
  private static final List<String> COMMANDS =
      Arrays.asList("list1", "create3", "describe2", "enlarge3", "delete2");

  private ManageTopics() {}

  /** Without a command does all of it, with a topic 'orders'; exits with 0 if all was done. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.run(USAGE, 3, args, ManageTopics::manage);
  }

  private static boolean manage(Arguments arguments) throws Exception {
    List<String> words = arguments.words();
    if (!words.isEmpty() && !COMMANDS.contains(words.get(0) + words.size())) {
      throw new Arguments.Usage("cannot make sense of " + words);
    }
    String topic = words.size() > 1 ? words.get(1) : "orders";
    int partitions = words.size() > 2 ? Arguments.number(words.get(2)) : 2;
    return Brokers.use(
        arguments,
        brokers -> {
          if (!words.isEmpty()) {
            return Example.verdict(
                "ManageTopics", true, obey(brokers, words.get(0), topic, partitions));
          }
          Example.say(obey(brokers, "create", topic, partitions));
          Example.say(obey(brokers, "list", topic, partitions));
          Example.say(obey(brokers, "describe", topic, partitions));
          Example.say(obey(brokers, "enlarge", topic, partitions + 1));
          Example.say(obey(brokers, "delete", topic, partitions));
          return Example.verdict(
              "ManageTopics", true, "created, listed, described, enlarged and deleted a topic");
        });
  }

  /** Does it, prints a table if it was asked for one, and returns in a few words what was done. */
  static String obey(String brokers, String command, String topic, int partitions)
      throws Exception {
    try (AdminClient admin = AdminClient.create(singletonMap("bootstrap.servers", brokers))) {
      if (command.equals("list")) {
        return list(Brokers.topics(brokers));
      } else if (command.equals("create")) {
        short replicas = 1; // Three, in a cluster that is to survive the loss of a broker.
        done(admin.createTopics(singleton(new NewTopic(topic, partitions, replicas))).all());
        return "created '" + topic + "' with " + partitions + " partitions";
      } else if (command.equals("describe")) {
        return describe(topic, Brokers.partitions(brokers, topic));
      } else if (command.equals("enlarge")) { // From now on a key may go to another partition.
        NewPartitions total = NewPartitions.increaseTo(partitions);
        done(admin.createPartitions(singletonMap(topic, total)).all());
        return "'" + topic + "' has " + partitions + " partitions now";
      }
      done(admin.deleteTopics(singleton(topic)).all());
      return "deleted '" + topic + "' with all its records";
    }
  }

  private static String list(Map<String, List<PartitionInfo>> topics) {
    TextTable table = new TextTable("topic", "partitions", "replicas");
    new TreeMap<>(topics)
        .forEach(
            (name, each) ->
                table.add(name, each.size(), each.isEmpty() ? 0 : each.get(0).replicas().length));
    Example.say(table.toString());
    return "topics: " + topics.size();
  }

  private static String describe(String topic, List<PartitionInfo> partitions) {
    TextTable table = new TextTable("partition", "leader", "replicas", "in sync");
    partitions.stream()
        .sorted(Comparator.comparingInt(PartitionInfo::partition))
        .forEach(
            each ->
                table.add(
                    topic + "-" + each.partition(),
                    each.leader() == null ? "none" : each.leader().idString(),
                    ids(each.replicas()),
                    ids(each.inSyncReplicas())));
    Example.say(table.toString());
    return "'" + topic + "' has " + partitions.size() + " partitions";
  }

  private static String ids(Node[] brokers) {
    return Arrays.stream(brokers).map(Node::idString).collect(joining(", "));
  }

  /** Admin calls return at once and are done later; what one failed with is the cause. */
  private static <T> T done(KafkaFuture<T> answer) throws Exception {
    try {
      return answer.get(Brokers.LIMIT_SECONDS, SECONDS);
    } catch (ExecutionException e) {
      throw new Example.Refusal(e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw new Example.Refusal("no answer within " + Brokers.LIMIT_SECONDS + " s; look again");
    }
  }
}
