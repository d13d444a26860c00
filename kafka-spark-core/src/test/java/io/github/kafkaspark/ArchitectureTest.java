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
import static java.util.stream.Collectors.toSet;
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
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

@AnalyzeClasses(packages = "io.github.kafkaspark", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final DescribedPredicate<JavaClass> SPARKS_PUBLIC_API =
      belongToAnyOf(SparkContext.class, SparkSession.class, Dataset.class, Row.class)
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
                  "scala..",
                  "io.github.kafkaspark..",
                  "org.apache.spark..",
                  "org.apache.kafka..",
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
          .should(
              have(
                  new DescribedPredicate<JavaCodeUnit>(
                      "of Spark only SparkSession, Dataset and Row, of Kafka only TopicPartition") {
                    @Override
                    public boolean test(JavaCodeUnit codeUnit) {
                      return codeUnit.getAllInvolvedRawTypes().stream()
                          .map(JavaClass::getBaseComponentType)
                          .allMatch(
                              resideInAnyPackage("java..", "io.github.kafkaspark..")
                                  .or(primitive())
                                  .or(
                                      belongToAnyOf(
                                          SparkSession.class,
                                          Dataset.class,
                                          Row.class,
                                          TopicPartition.class)));
                    }
                  }));

  @ArchTest
  void hasThesePublicTypesAndNoOther(JavaClasses classes) {
    assertThat(
            classes.stream()
                .filter(type -> type.getModifiers().contains(PUBLIC))
                .map(JavaClass::getSimpleName)
                .collect(toSet()))
        .containsExactlyInAnyOrder(
            "BrokerOffsets",
            "HostRequirements",
            "KafkaCluster",
            "KafkaStreamSource",
            "SparkVersion",
            "StartingOffsets",
            "TopicOffsets");
  }

  private static DescribedPredicate<JavaClass> primitive() {
    return DescribedPredicate.describe("a primitive", JavaClass::isPrimitive);
  }
}
