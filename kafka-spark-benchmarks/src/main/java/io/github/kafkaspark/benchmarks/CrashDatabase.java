package io.github.kafkaspark.benchmarks;

import io.github.kafkaspark.testing.crash.CrashRun;
import org.postgresql.ds.PGSimpleDataSource;

/** The PostgreSQL that {@link CrashStore} has started, as a driver reaches it. */
final class CrashDatabase {

  static final String PORT = "postgres.port";

  private CrashDatabase() {}

  /** A data source of the schema that a setting of the trial names. */
  static PGSimpleDataSource of(CrashRun run, String schema) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setServerNames(new String[] {"127.0.0.1"});
    database.setPortNumbers(new int[] {Integer.parseInt(run.setting(PORT))});
    database.setDatabaseName("postgres");
    database.setUser("postgres");
    database.setCurrentSchema(run.setting(schema));
    return database;
  }
}
