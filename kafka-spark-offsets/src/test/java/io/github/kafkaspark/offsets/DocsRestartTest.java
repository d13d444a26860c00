package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of docs/restart.md have the rows that tests show to be true. */
class DocsRestartTest {

  @ParameterizedTest
  @CsvSource({"checkpoint,false", "query,true"})
  void hasEachRow(String name, boolean isOfTheQuery) throws IOException {
    String page =
        new String(
            Files.readAllBytes(
                Paths.get(System.getProperty("basedir", ""), "..", "docs", "restart.md")),
            UTF_8);
    String begin = "<!-- restarts by " + name + " -->\n";

    assertThat(page)
        .contains(begin + Restart.table(isOfTheQuery) + "<!-- end of restarts by " + name + " -->");
  }

  @Test
  void aTestShowsEachRow() {
    Map<Restart, String> shown = new EnumMap<>(Restart.class);
    for (JavaClass each :
        new ClassFileImporter().importPackages(getClass().getPackage().getName())) {
      for (JavaMethod method : each.getMethods()) {
        if (method.isAnnotatedWith(Shows.class)) {
          assertThat(method.isAnnotatedWith(Test.class)).as(method.getFullName()).isTrue();
          assertThat(each.getSimpleName()).as("what the rows of the matrix run").endsWith("IT");
          shown.put(method.getAnnotationOfType(Shows.class).value(), method.getFullName());
        }
      }
    }

    assertThat(shown).containsOnlyKeys(Restart.values());
  }
}
