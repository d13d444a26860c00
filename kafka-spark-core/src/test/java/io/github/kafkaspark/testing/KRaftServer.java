package io.github.kafkaspark.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.utils.Time;

/**
 * Kafka's server without ZooKeeper and the tool that prepares its folders, by reflection: the
 * oldest Kafka, which the kit is compiled against, has neither.
 */
final class KRaftServer {

  static final String SERVER = "kafka.server.KafkaRaftServer";
  private static final String STORAGE_TOOL = "kafka.tools.StorageTool";

  private final Object server;

  private KRaftServer(Object server) {
    this.server = server;
  }

  /** Gives the folders that a file of settings names to a new cluster. */
  static void format(Path settings, List<String> more) {
    List<String> arguments =
        new ArrayList<>(
            Arrays.asList(
                "format", "--config", settings.toString(), "--cluster-id", newClusterId()));
    arguments.addAll(more);
    String unused = storageTool(arguments.toArray(new String[0]));
  }

  private static String newClusterId() {
    return storageTool("random-uuid").trim();
  }

  private static String storageTool(String... arguments) {
    String task = "run " + STORAGE_TOOL + " " + arguments[0];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      // Its main method would end the JVM.
      Object status =
          Class.forName(STORAGE_TOOL)
              .getMethod("execute", String[].class, PrintStream.class)
              .invoke(null, arguments, new PrintStream(out, true));
      String said = new String(out.toByteArray(), Charset.defaultCharset());
      if (!Integer.valueOf(0).equals(status)) {
        throw new IllegalStateException("Cannot " + task + ": " + said);
      }
      return said;
    } catch (ReflectiveOperationException e) {
      throw failure(task, e);
    }
  }

  static KRaftServer of(Properties settings) {
    KafkaConfig config = new KafkaConfig(settings);
    try {
      return new KRaftServer(
          Class.forName(SERVER)
              .getConstructor(KafkaConfig.class, Time.class)
              .newInstance(config, Time.SYSTEM));
    } catch (ReflectiveOperationException e) {
      throw failure("make a " + SERVER, e);
    }
  }

  /** Returns when the controller lets clients see the broker. */
  void startup() {
    call("startup");
  }

  void shutdown() {
    call("shutdown");
    call("awaitShutdown");
  }

  private void call(String method) {
    try {
      server.getClass().getMethod(method).invoke(server);
    } catch (ReflectiveOperationException e) {
      throw failure("run " + SERVER + "." + method, e);
    }
  }

  /** A Kafka of another time has the class, and not the method that the kit calls. */
  private static IllegalStateException failure(String task, ReflectiveOperationException e) {
    boolean called = e instanceof InvocationTargetException;
    Throwable cause = called ? e.getCause() : e;
    if (!called || cause instanceof LinkageError) {
      return UnfitClassPathException.because(cause);
    }
    return new IllegalStateException("Cannot " + task + ": " + cause, cause);
  }
}
