package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/watching.md names every attribute that a stream shows over JMX. */
class DocsJmxTest {

  @Test
  void thePageHasEveryAttribute() throws IOException {
    String page =
        new String(
            Files.readAllBytes(
                Paths.get(System.getProperty("basedir", ""), "..", "docs", "watching.md")),
            UTF_8);
    int begin = page.indexOf("<!-- jmx -->");
    String table = page.substring(begin, page.indexOf("<!-- end of jmx -->", begin));
    Matcher rows = Pattern.compile("(?m)^\\| `(\\w+)` \\|").matcher(table);
    List<String> named = new ArrayList<>();
    while (rows.find()) {
      named.add(rows.group(1));
    }

    assertThat(named)
        .containsExactlyElementsOf(
            Arrays.stream(TrackedStreamMXBean.class.getMethods())
                .map(Method::getName)
                .map(name -> name.replaceFirst("^get", ""))
                .sorted()
                .collect(Collectors.toList()));
  }
}
