package io.github.kafkaspark.offsets.store.file;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import io.github.kafkaspark.offsets.store.file.SystemCall.Kind;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.spi.FileSystemProvider;
import java.util.Set;
import org.mockito.invocation.InvocationOnMock;

/** The local disk, with a watcher who sees each call of the system and may make it fail. */
final class WatchedDisk {

  /** Sees the calls, in one thread. */
  interface Watcher {

    /** Throws to make a call fail. */
    void before(SystemCall call) throws IOException;

    /** Throws to report as failed what was done. */
    default void after(SystemCall call) throws IOException {}

    /** Whether a force is really made; it takes most of the time. */
    default boolean forces() {
      return false;
    }

    /** How many bytes a write takes of those that it is given. */
    default int taken(int bytes) {
      return bytes;
    }
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  private final Watcher watcher;
  private final FileSystem fileSystem;

  private WatchedDisk(Watcher watcher) {
    this.watcher = watcher;
    FileSystemProvider provider =
        mock(FileSystemProvider.class, withSettings().stubOnly().defaultAnswer(this::provide));
    fileSystem =
        mock(
            FileSystem.class,
            withSettings()
                .stubOnly()
                .defaultAnswer(
                    call ->
                        call.getMethod().getName().equals("getPath")
                            ? path(call.getArgument(0))
                            : provider));
  }

  /** The files of the local disk, where nothing is forced. */
  static CommitFiles unforced() {
    return files(call -> {});
  }

  /** The files of the local disk, watched. */
  static CommitFiles files(Watcher watcher) {
    return new LocalFiles(new WatchedDisk(watcher).fileSystem);
  }

  private Path path(String text) {
    return (Path)
        Proxy.newProxyInstance(
            Path.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (proxy, method, arguments) ->
                method.getName().equals("getFileSystem") ? fileSystem : text);
  }

  private Object provide(InvocationOnMock call) throws IOException {
    String text = call.getArgument(0).toString();
    Path path = Paths.get(text);
    switch (call.getMethod().getName()) {
      case "newFileChannel":
        Set<? extends OpenOption> options = call.getArgument(1);
        boolean creates = options.contains(StandardOpenOption.CREATE_NEW);
        return watched(
            SystemCall.of(creates ? Kind.CREATE : Kind.OPEN, text),
            () -> new WatchedChannel(FileChannel.open(path, options), text, watcher));
      case "newDirectoryStream":
        return watched(SystemCall.of(Kind.LIST, text), () -> list(path));
      case "createLink":
        String target = call.getArgument(1).toString();
        return done(SystemCall.link(text, target), () -> Files.createLink(path, Paths.get(target)));
      case "deleteIfExists":
        return watched(SystemCall.of(Kind.UNLINK, text), () -> Files.deleteIfExists(path));
      case "createDirectory":
        return done(SystemCall.of(Kind.MKDIR, text), () -> Files.createDirectory(path));
      case "readAttributes":
      case "readAttributesIfExists":
        return watched(
            SystemCall.of(Kind.STAT, text),
            () -> Files.readAttributes(path, BasicFileAttributes.class));
      default:
        throw new UnsupportedOperationException(call.toString());
    }
  }

  @SuppressWarnings("StreamResourceLeak") // Who asked for it closes it.
  private static DirectoryStream<Path> list(Path path) throws IOException {
    return Files.newDirectoryStream(path);
  }

  private Object done(SystemCall call, Step<?> step) throws IOException {
    Object unused = watched(call, step);
    return null;
  }

  private <T> T watched(SystemCall call, Step<T> step) throws IOException {
    watcher.before(call);
    T result = step.run();
    watcher.after(call);
    return result;
  }
}
