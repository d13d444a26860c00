package io.github.kafkaspark.testing;

import io.github.kafkaspark.SparkVersion;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test that runs only on this Spark line and newer ones. On an older one it is left out before
 * the run, so it does not count as skipped.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface NeedsSpark {

  /** The oldest line. */
  SparkVersion value();
}
