package io.github.kafkaspark;

import java.util.HashMap;
import java.util.Map;
import org.apache.log4j.AppenderSkeleton;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.apache.log4j.spi.LoggingEvent;

/** Everything that some loggers say, down to DEBUG, with the stack traces. */
final class CapturedLog extends AppenderSkeleton implements AutoCloseable {

  private final StringBuilder text = new StringBuilder();
  private final Map<Logger, Level> before = new HashMap<>();

  private CapturedLog() {}

  static CapturedLog atDebug(String... loggers) {
    CapturedLog log = new CapturedLog();
    for (String name : loggers) {
      Logger logger = Logger.getLogger(name);
      log.before.put(logger, logger.getLevel());
      setLevel(logger, Level.DEBUG);
      logger.setAdditivity(false);
      logger.addAppender(log);
    }
    return log;
  }

  /** Log4j 2, behind the API of 1.2, would take the level for this logger and none below it. */
  private static void setLevel(Logger logger, Level level) {
    logger.setLevel(level);
    try {
      Class<?> type = Class.forName("org.apache.logging.log4j.Level");
      Object same =
          level == null
              ? null
              : type.getMethod("toLevel", String.class).invoke(null, level.toString());
      Object unused =
          Class.forName("org.apache.logging.log4j.core.config.Configurator")
              .getMethod("setLevel", String.class, type)
              .invoke(null, logger.getName(), same);
    } catch (ClassNotFoundException e) {
      return; // It is Log4j 1.2.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot set the level of " + logger.getName(), e);
    }
  }

  synchronized String text() {
    return text.toString();
  }

  @Override
  protected synchronized void append(LoggingEvent event) {
    text.append(event.getLoggerName()).append(' ').append(event.getRenderedMessage()).append('\n');
    String[] trace = event.getThrowableStrRep();
    if (trace != null) {
      text.append(String.join("\n", trace)).append('\n');
    }
  }

  @Override
  public void close() {
    before.forEach(
        (logger, level) -> {
          logger.removeAppender(this);
          setLevel(logger, level);
          logger.setAdditivity(true);
        });
  }

  @Override
  public boolean requiresLayout() {
    return false;
  }
}
