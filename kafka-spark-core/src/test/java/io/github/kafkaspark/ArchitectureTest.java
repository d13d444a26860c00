package io.github.kafkaspark;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.scheduler.SparkListenerInterface;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.StructType;

@AnalyzeClasses(packages = "io.github.kafkaspark", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final DescribedPredicate<JavaClass> SPARKS_PUBLIC_API =
      belongToAnyOf(
              SparkConf.class,
              SparkContext.class,
              SparkListener.class,
              SparkListenerInterface.class,
              SparkListenerApplicationStart.class,
              SparkListenerApplicationEnd.class,
              SparkSession.class,
              DataFrameReader.class,
              Dataset.class,
              Row.class,
              RuntimeConfig.class,
              // To say what a payload's columns are: by SQL's expressions, so that Spark optimizes.
              Column.class,
              functions.class,
              UserDefinedFunction.class,
              // To try a payload's options out.
              RowFactory.class)
          .or(
              resideInAnyPackage(
                  "org.apache.spark.sql.streaming",
                  "org.apache.spark.sql.types",
                  "org.apache.spark.sql.api.java"));

  @ArchTest
  final ArchRule usesNoSparkInternals =
      noClasses()
          .should()
          .dependOnClassesThat(resideInAPackage("org.apache.spark..").and(not(SPARKS_PUBLIC_API)));

  @ArchTest
  final ArchRule usesNoScalaTypeButOption =
      noClasses()
          .should()
          .dependOnClassesThat(resideInAPackage("scala..").and(not(type(scala.Option.class))));

  @ArchTest
  final ArchRule knowsNoStore =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.kafkaspark.offsets..")
          .because("the module with the stores is built on this one");

  @ArchTest
  final ArchRule hasNoPackageCycles = slices().matching("io.github.(**)").should().beFreeOfCycles();

  @ArchTest
  final ArchRule dependsOnNothingButTheHost =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "java..",
                  "javax.net.ssl..",
                  "javax.security.auth.login..",
                  "scala..",
                  "io.github.kafkaspark..",
                  "org.apache.spark..",
                  "org.apache.kafka..",
                  // Every Spark brings it, with or without spark-avro.
                  "org.apache.avro..",
                  "org.apache.hadoop.conf..",
                  "org.apache.hadoop.fs..",
                  "org.apache.hadoop.util..",
                  "com.fasterxml.jackson.core..",
                  "org.slf4j.."));

  @ArchTest
  final ArchRule showsOnlyTypesThatEveryHostHas =
      codeUnits()
          .that()
          .areDeclaredInClassesThat()
          .arePublic()
          .and()
          .haveModifier(PUBLIC)
          .or()
          .haveModifier(PROTECTED)
          .and()
          .areDeclaredInClassesThat(not(resideInAPackage("io.github.kafkaspark.internal")))
          .should(
              have(
                  new DescribedPredicate<JavaCodeUnit>(
                      "of Spark only what every version has and, since a schema of JSON has no "
                          + "other name, StructType; of Kafka only TopicPartition") {
                    @Override
                    public boolean test(JavaCodeUnit codeUnit) {
                      return codeUnit.getAllInvolvedRawTypes().stream()
                          .map(JavaClass::getBaseComponentType)
                          .allMatch(
                              resideInAnyPackage("java..", "io.github.kafkaspark..")
                                  .or(primitive())
                                  .or(
                                      belongToAnyOf(
                                          SparkConf.class,
                                          SparkContext.class,
                                          SparkListenerApplicationStart.class,
                                          SparkListenerApplicationEnd.class,
                                          SparkSession.class,
                                          StreamingQuery.class,
                                          Dataset.class,
                                          Row.class,
                                          StructType.class,
                                          TopicPartition.class)));
                    }
                  }));

  @ArchTest final ArchRule scalaCanCallEachFactory = HouseRules.NO_STATIC_METHODS_OF_INTERFACES;

  @ArchTest final ArchRule makesClientsInOnePlace = HouseRules.CLIENTS_OF_ONE_PLACE;

  @ArchTest
  final ArchRule asksForTheThreadsLoaderInOnePlace = HouseRules.THREADS_LOADER_IN_ONE_PLACE;

  @ArchTest
  void hasThesePublicTypesAndNoOther(JavaClasses classes) {
    assertThat(HouseRules.publicTypes(classes))
        .containsOnlyKeys(
            "io.github.kafkaspark",
            "io.github.kafkaspark.internal",
            "io.github.kafkaspark.lifecycle",
            "io.github.kafkaspark.payload")
        .hasEntrySatisfying(
            "io.github.kafkaspark",
            types ->
                assertThat(types)
                    .containsExactly(
                        "BrokerOffsets",
                        "Brokers",
                        "DataLoss",
                        "EndingOffsets",
                        "KafkaBatch",
                        "KafkaBatchSource",
                        "KafkaCluster",
                        "KafkaStreamSource",
                        "OffsetRange",
                        "OffsetRange$Position",
                        "Sasl",
                        "SourceCheck",
                        "SparkVersion",
                        "StartingOffsets",
                        "StartingOffsets$Exact",
                        "StartingOffsets$Partial",
                        "Tls",
                        "TopicIdentity",
                        "TopicOffsets"))
        .hasEntrySatisfying(
            "io.github.kafkaspark.internal",
            types ->
                assertThat(types)
                    .containsExactly(
                        "ClientCalls",
                        "ClientSettings",
                        "ClientTrouble",
                        "CommittedOffsets",
                        "Daemons",
                        "Deadline",
                        "HostRequirements",
                        "KnownSecrets",
                        "LibrarySettings",
                        "LoggedOnce",
                        "NearMiss",
                        "OwnClients",
                        "OwnLoader",
                        "OwnLoader$Call",
                        "Partitions",
                        "Secrets",
                        "SparkReleases",
                        "TextTable",
                        "Texts"))
        .hasEntrySatisfying(
            "io.github.kafkaspark.lifecycle",
            types ->
                assertThat(types)
                    .containsExactly(
                        "ApplicationEvents",
                        "ApplicationHandler",
                        "ArmedStop",
                        "GracefulStop",
                        "SparkApplication",
                        "StopOutcome",
                        "StopOutcome$Kind"))
        .hasEntrySatisfying(
            "io.github.kafkaspark.payload",
            types -> assertThat(types).containsExactly("AvroSchemas", "Payload"));
  }

  /** A public type and the package-private types that its factories make; no more of them, ever. */
  @ArchTest
  void hasTheseCirclesOfFilesAndNoOther(JavaClasses classes) {
    assertThat(HouseRules.circles(classes))
        .containsExactlyInAnyOrder(
            "ArmedStop ArmedStops",
            "BrokerOffsets Ranges",
            "EndingOffsets NamedEnd",
            "NamedStart PartialStart StartAt StartOrElse StartingOffsets",
            "OffsetsJson TopicOffsets");
  }

  private static DescribedPredicate<JavaClass> primitive() {
    return DescribedPredicate.describe("a primitive", JavaClass::isPrimitive);
  }
}
