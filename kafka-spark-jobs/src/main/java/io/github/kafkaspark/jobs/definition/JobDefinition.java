package io.github.kafkaspark.jobs.definition;

import io.github.kafkaspark.internal.NearMiss;
import io.github.kafkaspark.jobs.api.Refusal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as the operator has written it.
 *
 * @param jar a local file, or a URI of one that the cluster finds
 * @param masterUi where the master has its page; null if the operator does not say
 * @param historyServer where the history server has its page; null if there is none
 * @param javaHome what spark-submit gets as JAVA_HOME; null for that of this service
 * @param environment what spark-submit gets beside the environment of this service
 * @param conf Spark's settings, with the places of parameters
 * @param secrets Spark's settings whose values are in files
 * @param arguments what the main class gets, with the places of parameters
 * @param stream null if the operator names none; then store and brokers are null too
 * @param stopMarker null if the job has none
 */
public record JobDefinition(
    String name,
    Path sparkHome,
    String mainClass,
    String jar,
    String master,
    DeployMode deployMode,
    String masterUi,
    String historyServer,
    Path javaHome,
    Map<String, String> environment,
    Map<String, String> conf,
    Map<String, Path> secrets,
    List<String> arguments,
    Map<String, Parameter> parameters,
    String stream,
    String store,
    String brokers,
    String stopMarker,
    boolean oneRunAtATime) {

  /** The values of a run: those given, and defaults; or a {@link Refusal} that names the rule. */
  public Map<String, String> values(Map<String, String> given) {
    for (String each : given.keySet()) {
      if (!parameters.containsKey(each)) {
        throw Refusal.badValue(
            "The job '"
                + name
                + "' has no parameter '"
                + shortened(each)
                + "' (expected "
                + (parameters.isEmpty() ? "none" : String.join(", ", parameters.keySet()))
                + ")"
                + NearMiss.of(each, parameters.keySet())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(""));
      }
    }
    Map<String, String> values = new LinkedHashMap<>();
    parameters.forEach((each, parameter) -> values.put(each, parameter.valueOf(given.get(each))));
    return values;
  }

  private static String shortened(String name) {
    String line = name.replaceAll("\\p{Cntrl}", "?");
    return line.length() > 40 ? line.substring(0, 40) + "…" : line;
  }

  /** The arguments of the main class in a run with these values, one for each of the operator's. */
  public List<String> arguments(Map<String, String> values) {
    return arguments.stream().map(each -> Template.fill(each, values)).toList();
  }

  /** Spark's settings in a run with these values. */
  public Map<String, String> conf(Map<String, String> values) {
    Map<String, String> result = new LinkedHashMap<>();
    conf.forEach((key, value) -> result.put(key, Template.fill(value, values)));
    return result;
  }

  /** Looks again at what the jobs file was checked for: the jar may have been replaced since. */
  public void requireJar() {
    Optional<String> why = localJar(jar).flatMap(SafeFile::refuses);
    if (why.isPresent()) {
      throw Refusal.cannot("Cannot start '" + name + "': the jar is refused: " + why.get());
    }
  }

  static Optional<Path> localJar(String jar) {
    return jar.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") ? Optional.empty() : Optional.of(Path.of(jar));
  }
}
