package io.github.kafkaspark.jobs;

import io.github.kafkaspark.jobs.definition.JobsFile;
import io.github.kafkaspark.jobs.definition.JobsFileException;
import io.github.kafkaspark.jobs.web.JobsServer;
import io.github.kafkaspark.jobs.web.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Arrays;

/** Starts the service, and runs until it is ended. The runs of jobs outlive it. */
public final class Main {

  private static final int BAD_USAGE = 2;

  private Main() {}

  /** Takes the words that {@code --help} prints. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String... args) {
    if (args.length > 0 && (args[0].equals("--help") || args[0].equals("-h"))) {
      System.out.println(CommandLine.HELP);
      return 0;
    }
    try {
      if (args.length > 0 && args[0].equals(TokenCommand.NAME)) {
        System.out.println(TokenCommand.run(Arrays.copyOfRange(args, 1, args.length)));
        return 0;
      }
      CommandLine line = CommandLine.parse(args);
      makeFolder(line.data());
      serve(line);
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println("run: " + e.getMessage());
      return BAD_USAGE;
    } catch (JobsFileException | IOException | IllegalStateException | UncheckedIOException e) {
      System.err.println("run: " + e.getMessage());
      return 1;
    }
  }

  private static void makeFolder(Path data) throws IOException {
    var owners = PosixFilePermissions.fromString("rwx------");
    if (!Files.exists(data)) {
      Path unused = Files.createDirectories(data, PosixFilePermissions.asFileAttribute(owners));
    }
    if (!owners.containsAll(Files.getPosixFilePermissions(data))) {
      throw new IllegalStateException(
          "The folder '" + data + "' is open to others, and may get secrets; chmod 700 it");
    }
  }

  private static void serve(CommandLine line) throws JobsFileException {
    Clock clock = Clock.systemUTC();
    ServerSettings settings = line.server(clock);
    JobService jobs = JobService.start(line.data(), new JobsFile(line.jobs()), line.kept(), clock);
    try {
      JobsServer server = JobsServer.start(jobs, settings);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server, jobs)));
      System.out.println("Jobs: " + line.jobs());
      System.out.println("Tokens: " + line.data());
      System.out.println("Page: " + server.address());
    } catch (RuntimeException e) {
      jobs.close();
      throw e;
    }
    waitForever();
  }

  private static void close(JobsServer server, JobService jobs) {
    server.close();
    jobs.close();
  }

  /** The service's own threads are daemons; a signal ends it. */
  private static void waitForever() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
