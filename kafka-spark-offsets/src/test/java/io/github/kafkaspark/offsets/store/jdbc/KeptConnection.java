package io.github.kafkaspark.offsets.store.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/** A pool of one connection, whose {@code close} does not close it. */
final class KeptConnection {

  private KeptConnection() {}

  static DataSource of(Connection kept) {
    Connection pooled =
        proxy(
            Connection.class,
            (proxy, method, arguments) -> {
              try {
                return method.getName().equals("close") ? null : method.invoke(kept, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return proxy(DataSource.class, (proxy, method, arguments) -> pooled);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
