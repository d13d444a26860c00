package io.github.kafkaspark.lifecycle;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT, by {@code sun.misc.Signal}: all of Java 8 and newer have it in a module that
 * is open to everybody ({@code jdk.unsupported}), and Spark itself uses it, but compilers do not
 * show it. Where it is missing or the JVM keeps its signals, none is taken.
 */
final class Signals {

  /** The action, on a thread that the JVM makes for the signal. */
  interface Receiver {
    void receive(String name, int number);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private static final String[] NAMES = {"TERM", "INT"};

  private final Map<Object, Object> former = new LinkedHashMap<>();
  private Object handler;

  private Signals() {}

  static Signals take(Receiver receiver) {
    Signals taken = new Signals();
    try {
      taken.handler = taken.handler(receiver);
      for (String name : NAMES) {
        Object signal = signalType().getConstructor(String.class).newInstance(name);
        taken.former.put(signal, handle(signal, taken.handler));
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.debug("Not all signals can be had; the JVM's shutdown stops the queries", e);
    }
    return taken;
  }

  /** Puts the former handlers back, but not over one that somebody has set since. */
  void giveBack() {
    former.forEach(
        (signal, before) -> {
          try {
            Object now = handle(signal, before);
            if (now != handler) {
              Object unused = handle(signal, now);
            }
          } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("Could not give {} back", signal, e);
          }
        });
  }

  private Object handler(Receiver receiver) throws ClassNotFoundException {
    Class<?> type = Class.forName("sun.misc.SignalHandler");
    return Proxy.newProxyInstance(
        Signals.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "handle":
              Object signal = arguments[0];
              receiver.receive(
                  (String) signalType().getMethod("getName").invoke(signal),
                  (Integer) signalType().getMethod("getNumber").invoke(signal));
              return null;
            case "equals":
              return proxy == arguments[0];
            case "hashCode":
              return System.identityHashCode(proxy);
            default:
              return "kafka-spark's signal handler";
          }
        });
  }

  private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
    try {
      return signalType()
          .getMethod("handle", signalType(), Class.forName("sun.misc.SignalHandler"))
          .invoke(null, signal, handler);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static Class<?> signalType() throws ClassNotFoundException {
    return Class.forName("sun.misc.Signal");
  }
}
