package io.github.kafkaspark.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warnings that a person needs to read once, however often the reason for one comes. */
public final class LoggedOnce {

  private static final Logger LOG = LoggerFactory.getLogger(LoggedOnce.class);
  private static final int REMEMBERED = 1_000;

  private static final Map<String, Boolean> SAID =
      Collections.synchronizedMap(
          new LinkedHashMap<String, Boolean>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  private LoggedOnce() {}

  /** Logs it, unless this process has done so before. */
  public static void warn(String text) {
    if (SAID.put(text, true) == null) {
      LOG.warn(text);
    }
  }
}
