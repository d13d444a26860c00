package io.github.kafkaspark.tool;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.kafkaspark.tool", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  final ArchRule packagesHaveNoCycles =
      slices().matching("io.github.kafkaspark.(tool..)").should().beFreeOfCycles();

  @ArchTest
  final ArchRule needsNoSpark =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");

  @ArchTest
  final ArchRule thoseThatLookChangeNothing =
      noClasses()
          .that()
          .resideInAPackage("io.github.kafkaspark.tool.see")
          .should()
          .dependOnClassesThat()
          .haveSimpleName("OffsetWriter");
}
