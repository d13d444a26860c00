package io.github.kafkaspark.offsets;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.kafkaspark.HouseRules;
import io.github.kafkaspark.offsets.store.OffsetStore;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFiles;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;

@AnalyzeClasses(packages = "io.github.kafkaspark.offsets", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final DescribedPredicate<JavaClass> SPARKS_PUBLIC_API =
      belongToAnyOf(
              SparkConf.class,
              SparkContext.class,
              SparkFiles.class,
              SparkSession.class,
              Dataset.class,
              Row.class,
              RuntimeConfig.class)
          .or(resideInAPackage("org.apache.spark.sql.streaming"));

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
  final ArchRule dependsOnNothingButTheHost =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.management..",
              "javax.sql..",
              "scala..",
              "io.github.kafkaspark..",
              "org.apache.spark..",
              "org.apache.kafka..",
              "org.apache.hadoop.conf..",
              "org.apache.hadoop.fs..",
              "org.apache.hadoop.security..",
              "com.fasterxml.jackson.core..",
              "org.slf4j..");

  @ArchTest
  final ArchRule hasNoPackageCycles =
      slices().matching("io.github.kafkaspark.(**)").should().beFreeOfCycles();

  @ArchTest
  final ArchRule aStoreKnowsTheContractAndNoOtherStore =
      slices().matching("io.github.kafkaspark.offsets.store.(*)").should().notDependOnEachOther();

  @ArchTest
  final ArchRule theContractKnowsNoStore =
      noClasses()
          .that()
          .resideInAPackage("io.github.kafkaspark.offsets.store")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.kafkaspark.offsets.store.*");

  @ArchTest
  final ArchRule storesNeverLookUp =
      noClasses()
          .that()
          .resideInAPackage("io.github.kafkaspark.offsets.store..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.kafkaspark.offsets");

  @ArchTest
  final ArchRule storesNeedNoSpark =
      noClasses()
          .that()
          .resideInAPackage("io.github.kafkaspark.offsets.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");

  @ArchTest
  final ArchRule movingAStreamNeedsNoSparkAndNoTracker =
      noClasses()
          .that()
          .resideInAPackage("io.github.kafkaspark.offsets.move..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..", "io.github.kafkaspark.offsets");

  @ArchTest
  final ArchRule onlyTheFactoriesKnowTheThreeStores =
      noClasses()
          .that()
          .resideInAPackage("io.github.kafkaspark.offsets")
          .and()
          .doNotBelongToAnyOf(OffsetStores.class, StoreLocation.class)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.kafkaspark.offsets.store.*");

  @ArchTest final ArchRule scalaCanCallEachFactory = HouseRules.NO_STATIC_METHODS_OF_INTERFACES;

  @ArchTest final ArchRule makesClientsInOnePlace = HouseRules.CLIENTS_OF_ONE_PLACE;

  @ArchTest
  final ArchRule asksForTheThreadsLoaderInOnePlace = HouseRules.THREADS_LOADER_IN_ONE_PLACE;

  @ArchTest
  void hasThesePublicTypesAndNoOther(JavaClasses classes) {
    assertThat(HouseRules.publicTypes(classes))
        .containsOnlyKeys(
            "io.github.kafkaspark.offsets",
            "io.github.kafkaspark.offsets.checkpoint",
            "io.github.kafkaspark.offsets.move",
            "io.github.kafkaspark.offsets.store",
            "io.github.kafkaspark.offsets.store.file",
            "io.github.kafkaspark.offsets.store.jdbc",
            "io.github.kafkaspark.offsets.store.kafka")
        .hasEntrySatisfying(
            "io.github.kafkaspark.offsets",
            types ->
                assertThat(types)
                    .containsExactly(
                        "ConsumerLag",
                        "ConsumerLag$Partition",
                        "ConsumerLag$State",
                        "Health",
                        "IncrementalBatch",
                        "OffsetListener",
                        "OffsetStores",
                        "OffsetTracker",
                        "Resume",
                        "Resume$Fallback",
                        "ResumeLine",
                        "ResumeLine$Outcome",
                        "ResumeLine$Reason",
                        "ResumePlan",
                        "ResumePolicy",
                        "ResumePolicy$Answer",
                        "ResumePolicy$Surprise",
                        "StreamStatus",
                        "TrackedStream",
                        "TrackedStreamMXBean",
                        "TrackerOptions"))
        .hasEntrySatisfying(
            "io.github.kafkaspark.offsets.checkpoint",
            types ->
                assertThat(types)
                    .containsExactly(
                        "BatchOffsets",
                        "CheckpointOffsets",
                        "CheckpointState",
                        "CheckpointWarning",
                        "CheckpointWarning$Kind"))
        .hasEntrySatisfying(
            "io.github.kafkaspark.offsets.move",
            types ->
                assertThat(types)
                    .containsExactly(
                        "ExportedStream",
                        "ExportedStreams",
                        "Fence",
                        "Rewind",
                        "RewindLine",
                        "RewindPlan",
                        "Rewinds",
                        "StreamChange",
                        "StreamOwner",
                        "Streams"))
        .hasEntrySatisfying(
            "io.github.kafkaspark.offsets.store",
            types ->
                assertThat(types)
                    .containsExactly(
                        "IdentitiesJson",
                        "JsonFields",
                        "JsonFields$Nested",
                        "MovedStream",
                        "NearestStreams",
                        "NewCommit",
                        "NewCommit$Kind",
                        "OffsetCommit",
                        "OffsetStore",
                        "OffsetStoreException",
                        "OffsetWriter",
                        "Provenance",
                        "ProvenanceJson",
                        "SinkOffsets",
                        "StaleWriterException",
                        "StreamId",
                        "WriteAccess",
                        "WriteAccess$Answer",
                        "WriterState"))
        .hasEntrySatisfying(
            "io.github.kafkaspark.offsets.store.file",
            types -> assertThat(types).containsExactly("FileOffsetStore", "HdfsStore"))
        .hasEntrySatisfying(
            "io.github.kafkaspark.offsets.store.jdbc",
            types -> assertThat(types).containsExactly("JdbcOffsetStore", "JdbcOffsetWriter"))
        .hasEntrySatisfying(
            "io.github.kafkaspark.offsets.store.kafka",
            types -> assertThat(types).containsExactly("KafkaOffsetStore"));
  }

  /** What a store answers by default is not what the store behind it answers. */
  @ArchTest
  void aStoreThatHasAnotherAsksItEverything(JavaClasses classes) {
    List<JavaClass> wrappers =
        classes.stream()
            .filter(type -> type.isAssignableTo(OffsetStore.class) && !type.isInterface())
            .filter(
                type ->
                    type.getAllFields().stream()
                        .anyMatch(field -> field.getRawType().isEquivalentTo(OffsetStore.class)))
            .collect(Collectors.toList());
    assertThat(wrappers)
        .extracting(JavaClass::getSimpleName)
        .containsExactlyInAnyOrder("LazyStore", "LookedAtStore", "MirroredOffsetStore");
    String[] questions =
        Arrays.stream(OffsetStore.class.getMethods()).map(Method::getName).toArray(String[]::new);
    assertThat(wrappers)
        .allSatisfy(
            wrapper ->
                assertThat(wrapper.getMethods())
                    .extracting(JavaMethod::getName)
                    .contains(questions));
  }

  /** A public type and the package-private types that its factories make; no more of them, ever. */
  @ArchTest
  void hasTheseCirclesOfFilesAndNoOther(JavaClasses classes) {
    assertThat(HouseRules.circles(classes))
        .containsExactlyInAnyOrder(
            "ConsumerLag LagTable",
            "JdbcOffsetStore JdbcOffsetWriter",
            "GroupClaim GroupRefresher KafkaOffsetStore KafkaOffsetWriter");
  }
}
