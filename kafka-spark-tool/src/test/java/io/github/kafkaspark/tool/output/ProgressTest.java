package io.github.kafkaspark.tool.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProgressTest {

  private final StringWriter err = new StringWriter();

  private String told(Map<String, String> environment, String what) {
    Console console =
        new Console(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            environment,
            Clock.systemUTC());
    return new Progress(console)
        .during(
            what,
            () -> {
              await().atMost(Duration.ofSeconds(30)).until(() -> !err.toString().isEmpty());
              return err.toString();
            });
  }

  @Test
  void fitsTheLineOfANarrowTerminalAndIsErased() {
    Map<String, String> environment = new HashMap<>();
    environment.put(Console.TERMINAL, "err");
    environment.put("COLUMNS", "20");

    assertThat(told(environment, "asking the brokers at broker:9092"))
        .isEqualTo("\rasking the br\u2026, 1 s");
    assertThat(err.toString()).endsWith("\r                   \r");
  }

  @Test
  void isWholeWhereThereIsRoom() {
    Map<String, String> environment = new HashMap<>();
    environment.put(Console.TERMINAL, "err");

    assertThat(told(environment, "asking the brokers")).isEqualTo("\rasking the brokers, 1 s");
  }
}
