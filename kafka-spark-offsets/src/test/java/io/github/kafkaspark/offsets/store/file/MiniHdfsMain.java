package io.github.kafkaspark.offsets.store.file;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The main class of {@link MiniHdfs}'s JVM: Hadoop's own mini cluster with an active NameNode, one
 * in standby and one DataNode. Called by reflection, since it is on no class path but that JVM's.
 *
 * <p>Prints a line when it is up, and one for each command that it has read and done. Ends with its
 * standard input, which is when the parent does.
 */
final class MiniHdfsMain {

  static final String READY = "ready";
  static final String FAILED = "failed";

  private static final String ERASURE_CODE = "erasure-code ";

  private final Object cluster;

  private MiniHdfsMain(Object cluster) {
    this.cluster = cluster;
  }

  /**
   * Runs a cluster.
   *
   * @param args its folder
   */
  public static void main(String[] args) {
    PrintStream parent = System.out;
    System.setOut(System.err);
    int status = 1;
    try {
      MiniHdfsMain main = start(args[0]);
      parent.println(READY + " " + main.port(0) + " " + main.port(1) + " " + processId());
      main.serve(parent);
      status = 0;
    } catch (Throwable e) {
      parent.println(FAILED + " " + e + ", " + e.getCause());
    } finally {
      Runtime.getRuntime().halt(status); // Nobody needs it to end in good order.
    }
  }

  private static MiniHdfsMain start(String folder) throws Exception {
    Object settings = create("org.apache.hadoop.conf.Configuration");
    call(settings, "set", "hdfs.minidfs.basedir", folder);
    Object topology =
        Class.forName("org.apache.hadoop.hdfs.MiniDFSNNTopology")
            .getMethod("simpleHATopology")
            .invoke(null);
    Object builder = create("org.apache.hadoop.hdfs.MiniDFSCluster$Builder", settings);
    call(builder, "nnTopology", topology);
    call(builder, "numDataNodes", 2);
    call(builder, "skipFsyncForTesting", false);
    MiniHdfsMain main = new MiniHdfsMain(ask(builder, "build"));
    main.become("Active", 0);
    call(main.cluster, "waitActive");
    return main;
  }

  private void serve(PrintStream parent) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      parent.println(READY + " " + serve(line));
    }
  }

  private Object serve(String command) throws Exception {
    if (command.startsWith(ERASURE_CODE)) {
      eraseCode(command.substring(ERASURE_CODE.length()));
      return "";
    }
    switch (command) {
      case "enter-safe-mode":
        safeMode("SAFEMODE_ENTER");
        return "";
      case "leave-safe-mode":
        safeMode("SAFEMODE_LEAVE");
        return "";
      case "standby":
        become("Standby", 0);
        return "";
      case "active":
        become("Active", 0);
        return "";
      case "stop":
        call(cluster, "shutdownNameNode", 0);
        return "";
      case "start":
        call(cluster, "restartNameNode", 0);
        become("Active", 0);
        return "";
      case "syncs":
        return syncs();
      default:
        throw new IllegalArgumentException(command);
    }
  }

  /** Java 8 has no other way to its own process id. */
  private static String processId() {
    return ManagementFactory.getRuntimeMXBean().getName().split("@", 2)[0];
  }

  private void safeMode(String action) throws Exception {
    Class<?> actions =
        Class.forName("org.apache.hadoop.hdfs.protocol.HdfsConstants$SafeModeAction");
    Object nameNode = ask(cluster, "getNameNodeRpc", 0);
    call(nameNode, "setSafeMode", actions.getField(action).get(null), false);
  }

  /** Makes new files in a directory be erasure-coded. */
  private void eraseCode(String directory) throws Exception {
    Object files = ask(cluster, "getFileSystem", 0);
    call(files, "enableErasureCodingPolicy", "XOR-2-1-1024k");
    Object path = create("org.apache.hadoop.fs.Path", directory);
    call(files, "setErasureCodingPolicy", path, "XOR-2-1-1024k");
  }

  private Object port(int nameNode) throws Exception {
    return ask(cluster, "getNameNodePort", nameNode);
  }

  private void become(String state, int nameNode) throws Exception {
    call(cluster, "transitionTo" + state, nameNode);
  }

  /** How often the DataNodes have forced a file to disk; as a metric it would come late. */
  private long syncs() throws Exception {
    long syncs = 0;
    for (Object dataNode : (List<?>) ask(cluster, "getDataNodes")) {
      Object metrics = ask(dataNode, "getMetrics");
      Field count = metrics.getClass().getDeclaredField("fsyncCount");
      count.setAccessible(true);
      syncs += (Long) ask(count.get(metrics), "value");
    }
    return syncs;
  }

  private static Object create(String type, Object... arguments) throws Exception {
    Class<?>[] types = Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new);
    return Class.forName(type).getConstructor(types).newInstance(arguments);
  }

  private static void call(Object target, String name, Object... arguments) throws Exception {
    Object unused = ask(target, name, arguments);
  }

  /** Calls the method of this name and of as many parameters, which could take these. */
  private static Object ask(Object target, String name, Object... arguments) throws Exception {
    for (Method method : target.getClass().getMethods()) {
      if (method.getName().equals(name) && takes(method, arguments)) {
        try {
          return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
        }
      }
    }
    throw new NoSuchMethodException(target.getClass() + "." + name);
  }

  private static boolean takes(Method method, Object... arguments) {
    Class<?>[] types = method.getParameterTypes();
    if (types.length != arguments.length) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      boolean isNumber = types[i] == int.class && arguments[i] instanceof Integer;
      boolean isSwitch = types[i] == boolean.class && arguments[i] instanceof Boolean;
      if (!isNumber && !isSwitch && !types[i].isInstance(arguments[i])) {
        return false;
      }
    }
    return true;
  }
}
