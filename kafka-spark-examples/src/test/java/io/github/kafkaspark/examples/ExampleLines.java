package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Runs examples in this JVM; {@link RunScriptIT} runs one as a person does. */
final class ExampleLines {

  private ExampleLines() {}

  /** What an example without arguments prints, which ends well. */
  static List<String> lines(String name, Example.Body body) throws Exception {
    return lines(noArguments -> Example.run(name, body));
  }

  /** The same of one that would take arguments. */
  static List<String> lines(Captured.Program program) throws Exception {
    Captured output = Captured.run(program);
    assertThat(output.status).as(output.toString()).isZero();
    return output.lines();
  }
}
