package io.github.kafkaspark.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code kafka-spark-jobs/run}, as a person types it. */
@Timeout(300)
@Tag("heavy")
class RunScriptIT {

  @Test
  void buildsOnceAndNotAgainWhereNothingHasChanged() throws Exception {
    assertThat(run("--help")).contains("usage: kafka-spark-jobs/run");
    assertThat(run("--help"))
        .startsWith("usage: kafka-spark-jobs/run")
        .doesNotContain("Getting ready", "Compiling");
  }

  private static String run(String argument) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("bash", "run", argument);
    builder.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    builder
        .environment()
        .put("MAVEN_OPTS", "-Dmaven.repo.local=" + System.getProperty("localRepository"));
    Process process =
        builder
            .directory(new File(System.getProperty("basedir", ".")))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
