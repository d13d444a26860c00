package io.github.kafkaspark.examples;

import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Goes on with a job of Spark 2.4.8 on Spark 4.2.0, which cannot use its checkpoints. */
public final class Upgrade {

  private static final String OLD = "2.4.8";
  private static final String NEW = "4.2.0";

  private final EmbeddedKafka kafka;
  private final Path folder;

  private Upgrade(EmbeddedKafka kafka, Path folder) {
    this.kafka = kafka;
    this.folder = folder;
  }

  /** Takes no arguments; exits with 0 if no record was lost. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Example.runInFolder("Upgrade", args, Upgrade::upgrade);
  }

  private static boolean upgrade(Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      return new Upgrade(kafka, folder).upgrade();
    }
  }

  private boolean upgrade() throws Exception {
    kafka.createTopic("orders", 2);
    kafka.createTopic("payments", 2);
    produce(0, 200);
    runJob(OLD, "old");
    long[] before = {count(UpgradedJob.PAID), count(UpgradedJob.ALL)};
    produce(200, 300);
    runJob(NEW, "new");
    Outcome paid =
        new Outcome(
            UpgradedJob.PAID, "an outer join of two topics", before[0], "orders", "payments");
    Outcome all =
        new Outcome(
            UpgradedJob.ALL, "a query that got a second source", before[1], "orders", "payments");
    Example.say(paid + "\n" + all);
    return Example.verdict(
        "Upgrade",
        paid.lost == 0 && all.lost == 0,
        String.format(
            "produced %d, lost %d, repeated %d",
            paid.produced + all.produced, paid.lost + all.lost, paid.repeated + all.repeated));
  }

  private void produce(int from, int until) {
    kafka.produceNumbers("orders", from, until);
    kafka.produceNumbers("payments", from, until);
  }

  private long count(String query) throws Exception {
    return UpgradedJob.ledger(folder, query).count();
  }

  /** As a person runs it. */
  private void runJob(String spark, String version) throws Exception {
    String run = System.getProperty("kafkaspark.run");
    if (run == null) {
      throw new IllegalStateException("start this example by kafka-spark-examples/run");
    }
    Example.say(
        String.format(
            "The %s job, on Spark %s; the first time, Maven downloads that Spark", version, spark));
    Path log = folder.resolve(version + ".log");
    ProcessBuilder job =
        new ProcessBuilder("bash", run, "--spark", spark, "UpgradedJob", version)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    job.command().add("--bootstrap");
    job.command().add(kafka.bootstrapServers());
    job.command().add("--folder");
    job.command().add(folder.toString());
    if (job.start().waitFor() != 0) {
      Example.say(new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
      throw new IllegalStateException("the " + version + " job has failed");
    }
  }

  /** What has become of a query. */
  private final class Outcome {

    private final String what;
    private final long before;
    private final long after;
    private final String checkpoint;
    private final String refusal;
    final int produced;
    final int lost;
    final long repeated;

    Outcome(String query, String what, long before, String... topics) throws Exception {
      Ledger ledger = UpgradedJob.ledger(folder, query);
      this.what = what;
      this.before = before;
      this.after = ledger.count() - before;
      this.repeated = ledger.repeated();
      this.checkpoint =
          CheckpointOffsets.read(UpgradedJob.oldCheckpoint(folder, query)).offsets().toJson();
      this.refusal =
          new String(Files.readAllBytes(UpgradedJob.refusal(folder, query)), StandardCharsets.UTF_8)
              .split("\n", 2)[0];
      List<String> all = new ArrayList<>();
      for (String topic : topics) {
        for (ConsumerRecord<String, String> record : kafka.read(topic)) {
          all.add(topic + "-" + record.partition() + " " + record.offset());
        }
      }
      Set<String> missing = new HashSet<>(all);
      missing.removeAll(ledger.entries());
      this.produced = all.size();
      this.lost = missing.size();
    }

    @Override
    public String toString() {
      TextTable table = new TextTable(what, "");
      table.add("  on Spark " + OLD + " it read", before + " records, and failed in a batch");
      table.add("  its checkpoint stands at", checkpoint);
      table.add("  with it, Spark " + NEW + " says", refusal);
      table.add("  with a new one it read", after + " records");
      table.add("  of " + produced + " records", lost + " lost, " + repeated + " repeated");
      return table.toString();
    }
  }
}
