package io.github.kafkaspark.benchmarks;

import static java.util.stream.Collectors.joining;

import io.github.kafkaspark.offsets.store.file.MiniHdfs;
import io.github.kafkaspark.offsets.store.jdbc.TestPostgres;
import io.github.kafkaspark.testing.crash.CrashJob;
import io.github.kafkaspark.testing.crash.CrashTrial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postgresql.ds.PGSimpleDataSource;

/** A query of {@link CrashTest}, called after its store, and what has to run for it. */
final class CrashStore {

  private static final List<CrashStore> ALL =
      Arrays.asList(
          new CrashStore("file", CrashQueries.InFiles.class),
          new CrashStore("hdfs", CrashQueries.InHdfs.class, CrashStore::withHdfs),
          new CrashStore("kafka", CrashQueries.InKafka.class),
          new CrashStore("kafka-without-transactions", CrashQueries.InPlainKafka.class),
          new CrashStore(
              "jdbc",
              CrashQueries.InDatabase.class,
              trial -> withDatabase(trial, CrashQueries.InDatabase.SCHEMA)),
          new CrashStore("mirrored", CrashQueries.Mirrored.class),
          new CrashStore(
              "rows-and-offsets",
              RowsAndOffsets.class,
              trial -> withDatabase(trial, RowsAndOffsets.SCHEMA, RowsAndOffsets.TABLE)));

  private final String name;
  private final Class<? extends CrashJob> query;
  private final UnaryOperator<CrashTrial> needs;

  private CrashStore(String name, Class<? extends CrashJob> query) {
    this(name, query, UnaryOperator.identity());
  }

  private CrashStore(
      String name, Class<? extends CrashJob> query, UnaryOperator<CrashTrial> needs) {
    this.name = name;
    this.query = query;
    this.needs = needs;
  }

  /** Those with these names, separated by commas; by default all. */
  static List<CrashStore> named(Optional<String> names) {
    if (!names.isPresent()) {
      return ALL;
    }
    List<CrashStore> stores = new ArrayList<>();
    for (String name : names.get().split(",", -1)) {
      stores.add(
          ALL.stream()
              .filter(store -> store.name.equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          String.format(
                              "Invalid --stores: '%s' (expected of these, separated by commas: %s)",
                              name,
                              ALL.stream().map(store -> store.name).collect(joining(", "))))));
    }
    return Collections.unmodifiableList(stores);
  }

  /** Jobs of somebody else, which the class path has. */
  static List<Class<? extends CrashJob>> jobs(Optional<String> classes) {
    List<Class<? extends CrashJob>> jobs = new ArrayList<>();
    String[] names = classes.map(all -> all.split(",", -1)).orElse(new String[0]);
    for (String name : names) {
      try {
        jobs.add(Class.forName(name).asSubclass(CrashJob.class));
      } catch (ClassNotFoundException | ClassCastException e) {
        throw new IllegalArgumentException(
            "Invalid --jobs: '"
                + name
                + "' (expected a class that implements CrashStream, CrashSink or StoreAndSink, on"
                + " the class path; the environment variable CLASSPATH adds to it)",
            e);
      }
    }
    return jobs;
  }

  /** Adds the query, and starts what it needs. */
  CrashTrial addTo(CrashTrial trial) {
    return needs.apply(trial).job(name, query);
  }

  private static CrashTrial withHdfs(CrashTrial trial) {
    return trial.setting(CrashQueries.InHdfs.URI, MiniHdfs.get().newDirectory().toString());
  }

  private static CrashTrial withDatabase(CrashTrial trial, String setting, String... tables) {
    PGSimpleDataSource database = TestPostgres.newSchema();
    TestPostgres.execute(database, tables);
    return trial
        .setting(CrashDatabase.PORT, Integer.toString(database.getPortNumbers()[0]))
        .setting(setting, database.getCurrentSchema());
  }
}
