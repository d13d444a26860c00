package io.github.kafkaspark.lifecycle;

import io.github.kafkaspark.internal.LibrarySettings;
import io.github.kafkaspark.internal.OwnLoader;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the handlers that a setting names, and leaves out those that cannot be made. */
final class ConfiguredHandlers {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredHandlers.class);

  private ConfiguredHandlers() {}

  static List<ApplicationHandler> of(SparkConf settings) {
    LibrarySettings.warnOfUnknown(settings);
    String names = settings.get(ApplicationEvents.HANDLERS, "");
    List<ApplicationHandler> handlers = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      if (!name.trim().isEmpty()) {
        add(name.trim(), handlers);
      }
    }
    if (handlers.isEmpty()) {
      LOG.warn(
          "No handler is told of the application's start and end: set {} to the names of classes "
              + "that implement {}",
          ApplicationEvents.HANDLERS,
          ApplicationHandler.class.getName());
    }
    return handlers;
  }

  private static void add(String name, List<ApplicationHandler> handlers) {
    try {
      Class<?> type = Class.forName(name, true, OwnLoader.get());
      Object handler = type.getConstructor().newInstance();
      handlers.add((ApplicationHandler) handler);
    } catch (Throwable e) {
      // Whatever a foreign constructor throws, the application runs all the same.
      LOG.warn(
          "Cannot use '{}', which {} names (expected a class on the driver's class path that "
              + "implements {}, with a public constructor without parameters); the application runs "
              + "without it",
          name,
          ApplicationEvents.HANDLERS,
          ApplicationHandler.class.getName(),
          e);
    }
  }
}
