package io.github.kafkaspark.payload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Has the library anew, and all else but spark-avro. */
final class WithoutSparkAvro extends ClassLoader {

  WithoutSparkAvro(ClassLoader parent) {
    super(parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("org.apache.spark.sql.avro.")) {
      throw new ClassNotFoundException(name);
    }
    if (!name.startsWith("io.github.kafkaspark.")) {
      return super.loadClass(name, resolve);
    }
    Class<?> loaded = findLoadedClass(name);
    return loaded == null ? defineAnew(name) : loaded;
  }

  private Class<?> defineAnew(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
      }
      return defineClass(name, bytes.toByteArray(), 0, bytes.size());
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
