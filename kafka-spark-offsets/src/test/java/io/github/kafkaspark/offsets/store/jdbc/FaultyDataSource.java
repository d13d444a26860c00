package io.github.kafkaspark.offsets.store.jdbc;

import io.github.kafkaspark.offsets.store.DurableStoreContract;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

/** A data source that tells a listener of every call, before and after, and may be told to fail. */
final class FaultyDataSource {

  /** Throws to make the call fail. */
  interface Listener {
    void at(DurableStoreContract.Moment moment, String call) throws IOException;
  }

  private static final List<Class<?>> WRAPPED =
      Arrays.asList(Connection.class, PreparedStatement.class, Statement.class, ResultSet.class);

  private final Listener listener;

  private FaultyDataSource(Listener listener) {
    this.listener = listener;
  }

  static DataSource of(DataSource dataSource, Listener listener) {
    return new FaultyDataSource(listener).wrap(DataSource.class, dataSource);
  }

  /** The same, asking the fault around every commit. */
  static DataSource of(DataSource dataSource, DurableStoreContract.Fault fault) {
    return of(
        dataSource,
        (moment, call) -> {
          if (call.equals("commit")) {
            fault.at(moment);
          }
        });
  }

  private <T> T wrap(Class<T> type, Object target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                ask(DurableStoreContract.Moment.BEFORE, method, target);
                Object result = method.invoke(target, arguments);
                ask(DurableStoreContract.Moment.AFTER, method, result);
                return WRAPPED.contains(method.getReturnType())
                    ? wrap(method.getReturnType(), result)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } catch (IOException e) {
                throw new SQLException(e.getMessage(), "08006", e);
              }
            }));
  }

  /** A fault costs no connection: the database would keep its locks for as long as it is there. */
  private void ask(DurableStoreContract.Moment moment, Method method, Object closeable)
      throws IOException, SQLException {
    try {
      listener.at(moment, method.getName());
    } catch (IOException e) {
      boolean closes = method.getName().equals("close") || method.getName().equals("getConnection");
      if (closes && closeable instanceof Connection) {
        ((Connection) closeable).close();
      }
      throw e;
    }
  }
}
