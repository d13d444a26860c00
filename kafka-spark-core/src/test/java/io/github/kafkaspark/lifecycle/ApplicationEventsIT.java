package io.github.kafkaspark.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.testing.SparkExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
@ExtendWith(SparkExtension.class)
class ApplicationEventsIT {

  @Test
  void aHandlerThatComesLateIsToldOfTheStart(SparkSession spark) {
    List<SparkApplication> started = new CopyOnWriteArrayList<>();
    ApplicationEvents.listen(
        spark,
        new ApplicationHandler() {
          @Override
          public void started(SparkApplication application) {
            started.add(application);
          }
        });
    await().atMost(Duration.ofMinutes(2)).until(() -> !started.isEmpty());

    SparkContext context = spark.sparkContext();
    assertThat(started).hasSize(1);
    assertThat(started.get(0).id()).isEqualTo(context.applicationId());
    assertThat(started.get(0).name()).isEqualTo("tests");
    assertThat(started.get(0).user()).isEqualTo(context.sparkUser());
    assertThat(started.get(0).startTime())
        .isEqualTo(Instant.ofEpochMilli(context.startTime()))
        .isBefore(Instant.now());
  }

  @Test
  void refusesNull(SparkSession spark) {
    assertThatThrownBy(() -> ApplicationEvents.listen(spark, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("handler");
    assertThatThrownBy(() -> ApplicationEvents.listen((SparkSession) null, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("spark");
    assertThatThrownBy(() -> ApplicationEvents.listen((SparkContext) null, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("context");
  }

  @Test
  void everyHandlerIsToldOnceAndNoneHarmsTheApplication(@TempDir Path folder) throws Exception {
    SlowFiles.create(folder, 2);
    String outer = ApplicationEventsDriver.class.getName();
    String handlers =
        outer + "$Configured, " + outer + "$Broken,com.example.Missing,java.lang.String";
    try (ForkedDriver driver =
        ForkedDriver.start(ApplicationEventsDriver.class, folder, folder.toString(), handlers)) {
      assertThat(driver.exitStatus()).as(driver.log()).isZero();
      assertThat(driver.log().split("\n"))
          .containsOnlyOnce("Configured started eventful", "Configured ended eventful")
          .containsOnlyOnce("Late started eventful", "Late ended eventful")
          .containsOnlyOnce("the main thread goes on");
      for (String unusable :
          new String[] {outer + "$Broken", "com.example.Missing", "java.lang.String"}) {
        assertThat(driver.log())
            .contains("Cannot use '" + unusable + "', which " + ApplicationEvents.HANDLERS);
      }
      assertThat(driver.log())
          .containsPattern("Handler \\S+Throwing failed at the start of 'eventful'")
          .containsPattern("Handler \\S+Throwing failed at the end of 'eventful'")
          .containsPattern("Handler \\S+Hanging has not dealt with the end of 'eventful'");
      for (String late : new String[] {"stream", "check", "batch", "handler"}) {
        assertThat(driver.log())
            .containsPattern(
                late + ": Cannot use the SparkContext of 'eventful' \\(\\S+\\): it is stopped; ");
      }
    }
  }
}
