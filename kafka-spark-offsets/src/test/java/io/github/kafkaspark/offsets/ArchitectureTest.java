package io.github.kafkaspark.offsets;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

@AnalyzeClasses(packages = "io.github.kafkaspark.offsets", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final DescribedPredicate<JavaClass> SPARKS_PUBLIC_API =
      belongToAnyOf(
              SparkConf.class, SparkContext.class, SparkSession.class, Dataset.class, Row.class)
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
  final ArchRule storesKnowNoTracker =
      noClasses()
          .that()
          .implement(OffsetStore.class)
          .or()
          .implement(OffsetWriter.class)
          .should()
          .dependOnClassesThat()
          .haveNameMatching(".*(OffsetTracker|TrackedStream|Resume)");

  @ArchTest
  void hasThesePublicTypesAndNoOther(JavaClasses classes) {
    assertThat(
            classes.stream()
                .filter(ArchitectureTest::isPublic)
                .map(type -> type.getName().replace(type.getPackageName() + ".", ""))
                .collect(toSet()))
        .containsExactlyInAnyOrder(
            "ConsumerLag",
            "ConsumerLag$Partition",
            "ConsumerLag$State",
            "Health",
            "IncrementalBatch",
            "JdbcOffsetStore",
            "JdbcOffsetWriter",
            "OffsetCommit",
            "OffsetCommit$Kind",
            "OffsetListener",
            "OffsetStore",
            "OffsetStoreException",
            "OffsetStores",
            "OffsetTracker",
            "OffsetWriter",
            "Provenance",
            "Resume",
            "Resume$Fallback",
            "ResumePlan",
            "ResumePlan$Decision",
            "ResumePlan$Line",
            "StaleWriterException",
            "StreamId",
            "StreamStatus",
            "TrackedStream",
            "TrackedStreamMXBean",
            "TrackerOptions");
  }

  /** A type within an interface is public by itself, and seen only where the interface is. */
  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
  }
}
