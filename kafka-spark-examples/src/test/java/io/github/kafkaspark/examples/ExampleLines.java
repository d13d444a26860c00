package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Runs examples in this JVM; {@link RunScriptIT} runs one as a person does. */
final class ExampleLines {

  private ExampleLines() {}

  /** What an example without arguments prints, which ends well, and whose last line says so. */
  static List<String> lines(Captured.Program program, String verdict) throws Exception {
    Captured output = Captured.run(program);
    assertThat(output.status).as(output.toString()).isZero();
    List<String> lines = output.lines();
    assertThat(lines.get(lines.size() - 1)).isEmpty();
    assertThat(lines.get(lines.size() - 2)).matches(verdict);
    return lines;
  }
}
