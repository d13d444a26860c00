package io.github.kafkaspark.benchmarks;

import static java.util.stream.Collectors.joining;

import io.github.kafkaspark.offsets.store.file.MiniHdfs;
import io.github.kafkaspark.offsets.store.jdbc.TestPostgres;
import io.github.kafkaspark.testing.crash.CrashJob;
import io.github.kafkaspark.testing.crash.CrashSink;
import io.github.kafkaspark.testing.crash.CrashStream;
import io.github.kafkaspark.testing.crash.CrashTrial;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** Those with these names, separated by commas, each once; by default all. */
  static List<CrashStore> named(Optional<String> names) {
    if (!names.isPresent()) {
      return ALL;
    }
    Set<CrashStore> stores = new LinkedHashSet<>();
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
    return new ArrayList<>(stores);
  }

  /** Jobs of somebody else, which the class path has, by the names that they get. */
  static Map<String, Class<? extends CrashJob>> jobs(Optional<String> classes) {
    Map<String, Class<? extends CrashJob>> jobs = new LinkedHashMap<>();
    String[] names = classes.map(all -> all.split(",", -1)).orElse(new String[0]);
    for (String name : names) {
      Class<? extends CrashJob> job = job(name);
      if (jobs.put(job.getSimpleName(), job) != null) {
        throw new IllegalArgumentException(
            "Invalid --jobs: '"
                + name
                + "' (expected each class once, and no two with the same simple name, since that"
                + " names the query)");
      }
    }
    return jobs;
  }

  private static Class<? extends CrashJob> job(String name) {
    try {
      Class<? extends CrashJob> job = Class.forName(name).asSubclass(CrashJob.class);
      boolean isEither =
          CrashStream.class.isAssignableFrom(job) || CrashSink.class.isAssignableFrom(job);
      // It has a constructor without arguments, a name that a query may have, and can be made.
      Object unused = job.getDeclaredConstructor();
      if (isEither
          && !Modifier.isAbstract(job.getModifiers())
          && job.getSimpleName().matches("[A-Za-z0-9-]+")) {
        return job;
      }
      throw invalid(name, null);
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      throw invalid(name, e);
    }
  }

  private static IllegalArgumentException invalid(String job, Throwable cause) {
    return new IllegalArgumentException(
        "Invalid --jobs: '"
            + job
            + "' (expected a class that implements CrashStream, CrashSink or StoreAndSink, with a"
            + " constructor without arguments and a simple name of letters and digits, on the class"
            + " path; the environment variable CLASSPATH adds to it)",
        cause);
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
