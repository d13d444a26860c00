package io.github.kafkaspark.internal;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import java.util.function.Supplier;

/**
 * Makes what is loaded by name, such as a client's login module or a driver, whatever the class
 * loader of the calling thread: the library's own finds it, and the thread's what that has not.
 */
public final class OwnLoader extends ClassLoader {

  private static final ClassLoader OWN = OwnLoader.class.getClassLoader();

  private final ClassLoader threads;

  private OwnLoader(ClassLoader threads) {
    super(OWN);
    this.threads = threads;
  }

  /** The library's own, and then the one of the calling thread. */
  public static ClassLoader get() {
    ClassLoader threads = Thread.currentThread().getContextClassLoader();
    return threads == null || threads == OWN || threads instanceof OwnLoader
        ? threads == null ? OWN : threads
        : new OwnLoader(threads);
  }

  /** Makes what throws no checked exception. */
  public static <T> T make(Supplier<T> maker) {
    return call(maker::get);
  }

  /** Something that is made, or fails. */
  public interface Call<T, E extends Exception> {
    /** Makes it. */
    T call() throws E;
  }

  /** Makes something. */
  public static <T, E extends Exception> T call(Call<T, E> maker) throws E {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(get());
    try {
      return maker.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    return threads.loadClass(name);
  }

  @Override
  protected URL findResource(String name) {
    return threads.getResource(name);
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    return threads.getResources(name);
  }
}
