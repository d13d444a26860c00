package io.github.kafkaspark.tool.output;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The library's ways out are Java's, for those who write a job. Here they become those of somebody
 * at a shell.
 */
public final class ShellWords {

  private static final String FILE = "the file of --command-config";

  /** The longer comes before what it begins with. */
  private static final Map<String, String> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put(
        "(call KafkaCluster.tls)", "(security.protocol=SSL or SASL_SSL goes into " + FILE + ")");
    WORDS.put(
        "(leave out KafkaCluster.tls)",
        "(security.protocol=PLAINTEXT or SASL_PLAINTEXT goes into " + FILE + ")");
    WORDS.put("(call KafkaCluster.sasl)", "(it goes into " + FILE + ")");
    WORDS.put("; call KafkaCluster.sasl, which sets both", "; it goes into " + FILE);
    WORDS.put("; KafkaCluster.sasl writes it so", "");
    WORDS.put("add the login, or set it by KafkaCluster.option before the file", "add the login");
    WORDS.put("a mechanism of KafkaCluster.sasl that", "a sasl.mechanism that");
    WORDS.put("leave out KafkaCluster.sasl", "take the login out of " + FILE);
    WORDS.put("given to KafkaCluster.sasl", "in " + FILE);
    WORDS.put("given to KafkaCluster.tls", "in " + FILE);
    WORDS.put("(Tls.keyStore)", "(ssl.keystore.location)");
    WORDS.put("with KafkaCluster.timeout", "with --timeout");
    WORDS.put("check bootstrapServers", "check --bootstrap-server, or the brokers in --store");
    WORDS.put("use OffsetStores.kafkaWithoutTransactions", "open it as kafkaWithoutTransactions:");
    WORDS.put("OffsetStores.file, kafka or jdbc", "file:, kafka: or jdbc:");
    WORDS.put("; see the cause", "; --debug shows the cause");
  }

  private ShellWords() {}

  /** The text, with the options of the command in place of the library's methods. */
  public static String of(String text) {
    String words = text;
    for (Map.Entry<String, String> each : WORDS.entrySet()) {
      words = words.replace(each.getKey(), each.getValue());
    }
    return words;
  }
}
