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

/**
 * A pool, for a new connection is a new process of the database. One that is closed ends its
 * transaction, as a connection does that is really closed.
 */
final class PooledConnections implements AutoCloseable {

  private final DataSource dataSource;
  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

  PooledConnections(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  DataSource asDataSource() {
    return proxy(DataSource.class, (proxy, method, arguments) -> lend());
  }

  private Connection lend() throws SQLException {
    Connection free = idle.poll();
    Connection real = free == null ? dataSource.getConnection() : free;
    AtomicBoolean closed = new AtomicBoolean();
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("close")) {
            if (!closed.getAndSet(true)) {
              takeBack(real);
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

  private void takeBack(Connection real) throws SQLException {
    if (!real.getAutoCommit()) {
      real.rollback();
      real.setAutoCommit(true);
    }
    idle.add(real);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public void close() throws SQLException {
    for (Connection real : idle) {
      real.close();
    }
  }
}
