package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.File;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A commit is written and read with jackson-core alone, whose version need not be that of the
 * host's jackson-databind: an application on Spark 3.5 gets 2.14.3 beside 2.15.2 where one of its
 * other dependencies asks for the former.
 */
class CommitsWithoutDatabindTest {

  private static final String DATABIND = "com.fasterxml.jackson.databind.ObjectMapper";

  /** Put there by the build. */
  private static final Path NEWER =
      Paths.get(
          System.getProperty("basedir", ""), "target", "jackson-core", "jackson-core-2.14.3.jar");

  @TempDir Path folder;

  @Test
  void readsWhatItHasCommittedWithTheOldestJacksonCore() throws Exception {
    commitsAndReadsWith(
        Paths.get(JsonFactory.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
  }

  @Test
  void readsWhatItHasCommittedWithANewerJacksonCore() throws Exception {
    assertThat(NEWER).exists();
    commitsAndReadsWith(NEWER);
  }

  private void commitsAndReadsWith(Path jacksonCore) throws Exception {
    String classPath =
        ChildJvm.classPath(".*/(kafka-clients|slf4j-api)-[^/]*")
            + File.pathSeparator
            + jacksonCore.toAbsolutePath();

    assertThat(ChildJvm.lines(classPath, StoreProgram.class, DATABIND, "orders", folder.toUri()))
        .containsExactly("missing " + DATABIND, StoreProgram.line("orders"));
  }
}
