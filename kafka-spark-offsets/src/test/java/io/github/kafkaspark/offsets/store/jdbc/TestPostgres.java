package io.github.kafkaspark.offsets.store.jdbc;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL, one for all tests of this JVM: unpacked from the jar of its binaries, started
 * on a free port, and ended with the JVM, however that ends.
 */
public final class TestPostgres {

  private static final Path HERE = Paths.get(System.getProperty("java.io.tmpdir"));

  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static TestPostgres started;

  private final int port;

  private TestPostgres(int port) {
    this.port = port;
  }

  /** A data source whose connections see an empty schema of their own. */
  public static PGSimpleDataSource newSchema() {
    TestPostgres postgres = started();
    String schema = "test_" + SCHEMAS.incrementAndGet();
    execute(postgres.dataSource("public"), "CREATE SCHEMA " + schema);
    return postgres.dataSource(schema);
  }

  /** Another one of the same schema, to be given options of its own. */
  static PGSimpleDataSource copyOf(PGSimpleDataSource dataSource) {
    return started().dataSource(dataSource.getCurrentSchema());
  }

  /** Does these, each on its own. */
  public static void execute(PGSimpleDataSource dataSource, String... statements) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static synchronized TestPostgres started() {
    if (started == null) {
      try {
        started = start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return started;
  }

  private PGSimpleDataSource dataSource(String schema) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setServerNames(new String[] {"127.0.0.1"});
    dataSource.setPortNumbers(new int[] {port});
    dataSource.setDatabaseName("postgres");
    dataSource.setUser("postgres");
    dataSource.setPassword("a secret");
    dataSource.setCurrentSchema(schema);
    return dataSource;
  }

  private static TestPostgres start() throws IOException {
    Path home = unpacked();
    Path data = Files.createTempDirectory(HERE, "postgres-data");
    run(
        null,
        home.resolve("bin/initdb").toString(),
        "--auth=trust",
        "--username=postgres",
        "--encoding=UTF8",
        "--no-locale",
        "--no-sync",
        "--pgdata=" + data);
    int port = freePort();
    // It ends when its standard input does, which is when this JVM ends.
    List<String> command =
        new ArrayList<>(
            Arrays.asList(
                "sh",
                "-c",
                "\"$@\" & read -r _; kill -QUIT $!; wait; rm -rf '" + data + "'",
                "sh"));
    command.addAll(
        notAsRoot(
            home.resolve("bin/postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "max_connections=50",
            // No test crashes the machine, and each connection is a process.
            "-c",
            "fsync=off",
            "-c",
            "full_page_writes=off",
            "-c",
            "shared_buffers=16MB",
            "-c",
            "autovacuum=off"));
    File log = HERE.resolve("postgres.log").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    TestPostgres postgres = new TestPostgres(port);
    await()
        .atMost(Duration.ofSeconds(60))
        .failFast("PostgreSQL has ended, see " + log, () -> !process.isAlive())
        .ignoreExceptions()
        .until(
            () -> {
              execute(postgres.dataSource("public"), "SELECT 1");
              return true;
            });
    return postgres;
  }

  /** Once for all JVMs of a build. */
  private static Path unpacked() throws IOException {
    String module = System.getProperty("basedir");
    Path shared = module == null ? HERE : Paths.get(module, "target");
    Path home = shared.resolve("postgres");
    try (FileChannel file = FileChannel.open(shared.resolve("postgres.lock"), CREATE, WRITE);
        FileLock lock = file.lock()) {
      if (lock.isValid() && !Files.exists(home)) {
        Path part = Files.createTempDirectory(shared, "postgres-part");
        try (InputStream archive =
            TestPostgres.class.getResourceAsStream("/postgres-linux-x86_64.txz")) {
          run(new XZInputStream(archive), "tar", "-x", "-C", part.toString());
        }
        Files.move(part, home);
      }
    }
    return home;
  }

  /** PostgreSQL refuses to run as root; in a user namespace of its own nobody is. */
  private static List<String> notAsRoot(String... command) {
    List<String> all = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      all.addAll(Arrays.asList("unshare", "--user"));
    }
    all.addAll(Arrays.asList(command));
    return all;
  }

  private static void run(InputStream input, String... command) throws IOException {
    File log = HERE.resolve("postgres-setup.log").toFile();
    Process process =
        new ProcessBuilder(notAsRoot(command))
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    try (OutputStream stdin = process.getOutputStream()) {
      byte[] bytes = new byte[65536];
      for (int n = 0; input != null && n >= 0; n = input.read(bytes)) {
        stdin.write(bytes, 0, n);
      }
    }
    try {
      if (process.waitFor() != 0) {
        throw new IOException("'" + command[0] + "' has failed, see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
