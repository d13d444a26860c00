package io.github.kafkaspark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnLoaderTest {

  private final Thread thread = Thread.currentThread();
  private final ClassLoader before = thread.getContextClassLoader();

  @AfterEach
  void restore() {
    thread.setContextClassLoader(before);
  }

  @Test
  void findsTheLibrarysClassesOnAnyThread() throws Exception {
    for (ClassLoader loader :
        new ClassLoader[] {null, before, new URLClassLoader(new URL[0], null)}) {
      thread.setContextClassLoader(loader);

      Class<?> found =
          OwnLoader.call(() -> thread.getContextClassLoader().loadClass(Secrets.class.getName()));

      assertThat(found).isSameAs(Secrets.class);
      assertThat(thread.getContextClassLoader()).isSameAs(loader);
    }
  }

  /** Such as the login handler of an application whose parent has the library. */
  @Test
  void findsWhatOnlyTheThreadHas(@TempDir Path folder) throws Exception {
    Files.write(folder.resolve("only.here"), new byte[0]);
    ClassLoader threads = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
    thread.setContextClassLoader(threads);
    ClassLoader loader = OwnLoader.get();

    assertThat(loader.getResource("only.here")).isNotNull();
    assertThat(Collections.list(loader.getResources("only.here"))).hasSize(1);
    assertThatThrownBy(() -> loader.loadClass("no.such.Class"))
        .isInstanceOf(ClassNotFoundException.class);
    thread.setContextClassLoader(loader);
    assertThat(OwnLoader.get()).isSameAs(loader);
  }

  @Test
  void restoresTheThreadsLoaderAfterAFailure() {
    assertThatThrownBy(
            () ->
                OwnLoader.make(
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(thread.getContextClassLoader()).isSameAs(before);
  }
}
