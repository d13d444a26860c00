package io.github.kafkaspark.offsets.store.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Pools for one test, for a new connection is a new process of the database. A connection that is
 * closed ends its transaction, as one does that is really closed.
 */
final class PooledConnections implements AfterEachCallback {

  private final Queue<Connection> all = new ConcurrentLinkedQueue<>();

  /** A pool of such connections. */
  DataSource of(DataSource dataSource) {
    Queue<Connection> idle = new ConcurrentLinkedQueue<>();
    return proxy(DataSource.class, (proxy, method, arguments) -> lend(dataSource, idle));
  }

  private Connection lend(DataSource dataSource, Queue<Connection> idle) throws SQLException {
    Connection free = idle.poll();
    Connection real = free == null ? dataSource.getConnection() : free;
    if (free == null) {
      all.add(real);
    }
    AtomicBoolean closed = new AtomicBoolean();
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("close")) {
            if (!closed.getAndSet(true)) {
              takeBack(real, idle);
            }
            return null;
          }
          if (closed.get()) {
            throw new SQLException("This connection is closed");
          }
          try {
            return method.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private static void takeBack(Connection real, Queue<Connection> idle) throws SQLException {
    try {
      if (!real.getAutoCommit()) {
        real.rollback();
        real.setAutoCommit(true);
      }
      idle.add(real);
    } catch (SQLException e) {
      real.close(); // It is of no use any more.
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public void afterEach(ExtensionContext context) throws SQLException {
    for (Connection real : all) {
      real.close();
    }
  }
}
