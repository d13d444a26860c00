package io.github.kafkaspark.matrix;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.FieldAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What compiled classes call that this class path does not have, as the JVM would find out when it
 * comes to the call: by name, parameters and return type.
 */
final class Linkage {

  private Linkage() {}

  static Set<String> missing(Iterable<JavaClass> classes) {
    Set<String> missing = new TreeSet<>();
    for (JavaClass type : classes) {
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        if (!isThere(access.getTarget())) {
          missing.add(access.getDescription());
        }
      }
      missing.addAll(unimplemented(type));
    }
    return missing;
  }

  private static boolean isThere(AccessTarget target) {
    JavaClass owner = target.getOwner();
    if (owner.isArray()) {
      return true;
    }
    try {
      Class<?> type = load(owner.getName());
      if (target instanceof FieldAccessTarget) {
        return family(type).stream()
            .flatMap(each -> Arrays.stream(each.getDeclaredFields()))
            .anyMatch(field -> isSame(field, (FieldAccessTarget) target));
      }
      CodeUnitAccessTarget call = (CodeUnitAccessTarget) target;
      if (call.getName().equals("<init>")) {
        return Arrays.stream(type.getDeclaredConstructors()).anyMatch(c -> takes(c, call));
      }
      return isSignaturePolymorphic(type)
          || family(type).stream()
              .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
              .anyMatch(method -> isSame(method, call));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** A class that was abstract in nothing when it was compiled, and is now. */
  private static Set<String> unimplemented(JavaClass type) {
    Set<String> missing = new TreeSet<>();
    try {
      Class<?> loaded = load(type.getName());
      if (!Modifier.isAbstract(loaded.getModifiers())) {
        for (Method method : loaded.getMethods()) {
          if (Modifier.isAbstract(method.getModifiers())) {
            missing.add(type.getName() + " does not implement " + method);
          }
        }
      }
    } catch (ClassNotFoundException | LinkageError e) {
      missing.add(type.getName() + " cannot be loaded: " + e);
    }
    return missing;
  }

  private static Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name, false, Linkage.class.getClassLoader());
  }

  /** The class, all it extends and all it implements, where the JVM looks for a member. */
  private static Set<Class<?>> family(Class<?> type) {
    Set<Class<?>> family = new HashSet<>();
    Deque<Class<?>> open = new ArrayDeque<>();
    open.add(type);
    open.add(Object.class);
    while (!open.isEmpty()) {
      Class<?> next = open.remove();
      if (family.add(next)) {
        open.addAll(Arrays.asList(next.getInterfaces()));
        if (next.getSuperclass() != null) {
          open.add(next.getSuperclass());
        }
      }
    }
    return family;
  }

  private static boolean isSignaturePolymorphic(Class<?> type) {
    return type.getName().equals("java.lang.invoke.MethodHandle");
  }

  private static boolean isSame(Field field, FieldAccessTarget target) {
    return field.getName().equals(target.getName())
        && field.getType().getName().equals(target.getRawType().getName());
  }

  private static boolean isSame(Method method, CodeUnitAccessTarget target) {
    return method.getName().equals(target.getName())
        && method.getReturnType().getName().equals(target.getRawReturnType().getName())
        && takes(method, target);
  }

  private static boolean takes(Executable executable, CodeUnitAccessTarget target) {
    List<String> parameters =
        Arrays.stream(executable.getParameterTypes())
            .map(Class::getName)
            .collect(Collectors.toList());
    return parameters.equals(
        target.getRawParameterTypes().stream()
            .map(JavaClass::getName)
            .collect(Collectors.toList()));
  }
}
