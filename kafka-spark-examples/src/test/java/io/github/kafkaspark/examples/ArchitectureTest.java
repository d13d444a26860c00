package io.github.kafkaspark.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.kafkaspark.examples")
class ArchitectureTest {

  @ArchTest
  final ArchRule usesNothingThatIsPromisedToNobody =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.kafkaspark.internal..");
}
