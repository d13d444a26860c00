package io.github.kafkaspark.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Optional;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Leaves out the tests that {@link NeedsSpark} says are not for the Spark that runs. Their names
 * are added to the file of the system property {@code kafkaspark.left.out}, if it is set. JUnit
 * finds this class by itself.
 */
public final class NeedsSparkFilter implements PostDiscoveryFilter {

  /** Made by JUnit. */
  public NeedsSparkFilter() {}

  @Override
  public FilterResult apply(TestDescriptor test) {
    Optional<NeedsSpark> needs = test.getSource().flatMap(NeedsSparkFilter::needs);
    if (!needs.isPresent() || needs.get().value().isRunning()) {
      return FilterResult.included("for this Spark");
    }
    if (test.isTest()) {
      note(test.getUniqueId() + " needs Spark " + needs.get().value());
    }
    return FilterResult.excluded("needs Spark " + needs.get().value());
  }

  private static Optional<NeedsSpark> needs(Object source) {
    if (source instanceof MethodSource) {
      MethodSource method = (MethodSource) source;
      Optional<NeedsSpark> own = findAnnotation(method.getJavaMethod(), NeedsSpark.class);
      return own.isPresent() ? own : findAnnotation(method.getJavaClass(), NeedsSpark.class);
    }
    return source instanceof ClassSource
        ? findAnnotation(((ClassSource) source).getJavaClass(), NeedsSpark.class)
        : Optional.empty();
  }

  private static void note(String test) {
    String file = System.getProperty("kafkaspark.left.out");
    if (file == null) {
      return;
    }
    try {
      Path path = Paths.get(file);
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.write(
          path,
          Collections.singletonList(test),
          UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
