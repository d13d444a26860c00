package io.github.kafkaspark;

import io.github.kafkaspark.internal.SparkReleases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Known bugs of a Spark that a source meets there, each with the way out. */
final class SparkBugs {

  private static final String LOSS_ON_2_3 =
      "run Spark 2.4 or newer, or call onDataLoss(DataLoss.SKIP), with which records that are "
          + "really lost are passed over too";

  private SparkBugs() {}

  /**
   * The bugs that the source's description shows.
   *
   * @param release the text of the version, which tells patch releases apart
   * @param options what Spark will be handed
   */
  static List<String> metBy(
      SparkVersion spark, String release, SourceKind kind, Map<String, Setting> options) {
    List<String> bugs = new ArrayList<>();
    if (kind == SourceKind.STREAM && SparkReleases.failOnUnfinishedBatches(release)) {
      bugs.add(
          String.format(
              "Spark %s ends a query whose restart finds an unfinished batch in its checkpoint, by a "
                  + "NullPointerException in the metrics of its Kafka source (SPARK-55271); run Spark "
                  + "4.2 or newer, or restart with a new checkpoint from offsets that an "
                  + "OffsetTracker has stored",
              release));
    }
    if (kind == SourceKind.STREAM && release.matches("2\\.3\\.[01](\\D.*)?")) {
      bugs.add(
          String.format(
              "Spark %s leaves a consumer open for each partition that has nothing new in a batch "
                  + "(SPARK-24987); run Spark 2.3.2 or newer",
              release));
    }
    Setting isolation = options.get("kafka.isolation.level");
    if (takesGapsForLoss(spark, options)
        && isolation != null
        && isolation.value.equalsIgnoreCase("read_committed")) {
      bugs.add(
          "Spark 2.3 takes the gaps that aborted transactions leave for lost records and fails "
              + "(SPARK-25005), and 'kafka.isolation.level' is read_committed; "
              + LOSS_ON_2_3);
    }
    return bugs;
  }

  /** Whether it matters that topics are compacted. */
  static boolean takesGapsForLoss(SparkVersion spark, Map<String, Setting> options) {
    Setting fail = options.get(SourceOption.FAIL_ON_DATA_LOSS.sparkName);
    return spark == SparkVersion.V2_3 && (fail == null || Boolean.parseBoolean(fail.value));
  }

  /** The warning about compacted topics. */
  static String gapsOf(Set<String> compacted) {
    return "Spark 2.3 takes the gaps that compaction leaves for lost records and fails "
        + "(SPARK-25005), and "
        + compacted
        + " are compacted; "
        + LOSS_ON_2_3;
  }
}
