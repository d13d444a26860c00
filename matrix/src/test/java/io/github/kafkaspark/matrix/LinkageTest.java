package io.github.kafkaspark.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Everything that the library's jars call exists on the class path of this row. */
class LinkageTest {

  private static JavaClasses classes(Predicate<Location> where) {
    return new ClassFileImporter()
        .withImportOption(where::test)
        .importPackages("io.github.kafkaspark");
  }

  private static boolean isOfTheLibrary(Location location) {
    return location.contains("/kafka-spark-core-") && !location.contains("-tests.jar")
        || location.contains("/kafka-spark-offsets-");
  }

  @Test
  void theLibraryCallsNothingThatThisRowLacks() {
    JavaClasses library = classes(LinkageTest::isOfTheLibrary);

    assertThat(library).hasSizeGreaterThan(60);
    assertThat(Linkage.missing(library)).isEmpty();
  }

  @Test
  void aCallOfWhatIsMissingWouldBeFound() {
    // The broker of the test kit: no row has Kafka's server on its class path.
    JavaClasses kit = classes(location -> location.contains("/kafka-spark-core-"));

    assertThat(Linkage.missing(kit))
        .anyMatch(call -> call.contains("kafka.server.KafkaServer"))
        .noneMatch(call -> call.contains("org.apache.kafka.clients.admin.AdminClient"));
  }
}
