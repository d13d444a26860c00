package io.github.kafkaspark.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.kafkaspark.jobs", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String JOBS = "io.github.kafkaspark.jobs";

  @ArchTest
  final ArchRule packagesHaveNoCycles =
      slices().matching("io.github.kafkaspark.(jobs..)").should().beFreeOfCycles();

  @ArchTest
  final ArchRule partsKnowOnlyWhatTheServiceShows =
      noClasses()
          .that()
          .resideInAnyPackage(JOBS + ".runs", JOBS + ".stream", JOBS + ".web", JOBS + ".definition")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(JOBS, JOBS + ".spark", JOBS + ".demo")
          .because("only what ties the parts together knows more than one of them");

  @ArchTest
  final ArchRule whatIsShownKnowsNoPart =
      classes()
          .that()
          .resideInAPackage(JOBS + ".api")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(JOBS + ".api", "java..");

  @ArchTest
  final ArchRule nothingOfAJobRunsInTheService =
      noClasses()
          .that()
          .resideOutsideOfPackage(JOBS + ".demo")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..");
}
