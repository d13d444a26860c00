package io.github.kafkaspark;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/** What the architecture tests of all modules ask of their classes. */
public final class HouseRules {

  /** Scala 2.11 cannot call them. */
  public static final ArchRule NO_STATIC_METHODS_OF_INTERFACES =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .areInterfaces()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .should()
          .notBeStatic();

  /** Where brokers are looked for first, and where any thread may be the one that makes it. */
  public static final ArchRule CLIENTS_OF_ONE_PLACE =
      noClasses()
          .that()
          .doNotHaveSimpleName("OwnClients")
          .should()
          .callCodeUnitWhere(
              target(owner(type(KafkaConsumer.class).or(type(KafkaProducer.class))))
                  .and(target(name("<init>")))
                  .or(target(owner(type(AdminClient.class))).and(target(name("create")))));

  /** A thread may have any loader; only what Spark finds by it is looked for by it alone. */
  public static final ArchRule THREADS_LOADER_IN_ONE_PLACE =
      noClasses()
          .that()
          .doNotHaveSimpleName("OwnLoader")
          .and()
          .doNotHaveSimpleName("SourceChecker")
          .should()
          .callMethod(Thread.class, "getContextClassLoader");

  private HouseRules() {}

  /** The public types of each package, by their names within it. */
  public static Map<String, Set<String>> publicTypes(JavaClasses classes) {
    Map<String, Set<String>> types = new TreeMap<>();
    for (JavaClass type : classes) {
      if (isPublic(type)) {
        types
            .computeIfAbsent(type.getPackageName(), unused -> new TreeSet<>())
            .add(type.getName().substring(type.getPackageName().length() + 1));
      }
    }
    return types;
  }

  /** A type within an interface is public by itself, and seen only where the interface is. */
  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(PUBLIC)
        && type.getEnclosingClass().map(HouseRules::isPublic).orElse(true);
  }

  /** The circles of files that know one another, directly or around corners, each as a text. */
  public static Set<String> circles(JavaClasses classes) {
    Map<String, Set<String>> reached = new TreeMap<>();
    for (JavaClass type : classes) {
      reached.computeIfAbsent(file(type), unused -> new TreeSet<>()).addAll(known(type));
    }
    reached.values().forEach(known -> known.retainAll(reached.keySet()));
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Set<String> known : reached.values()) {
        Collection<String> further = new TreeSet<>();
        known.forEach(file -> further.addAll(reached.get(file)));
        grown |= known.addAll(further);
      }
    }
    Set<String> circles = new LinkedHashSet<>();
    reached.forEach(
        (file, known) -> {
          if (known.contains(file)) {
            circles.add(
                String.join(
                    " ",
                    known.stream()
                        .filter(other -> reached.get(other).contains(file))
                        .map(HouseRules::simpleName)
                        .collect(toCollection(TreeSet::new))));
          }
        });
    return circles;
  }

  private static Set<String> known(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .map(dependency -> file(dependency.getTargetClass().getBaseComponentType()))
        .filter(file -> !file.equals(file(type)))
        .collect(toCollection(TreeSet::new));
  }

  /** A top-level type stands for the file that has it. */
  private static String file(JavaClass type) {
    return type.getName().split("\\$", 2)[0];
  }

  private static String simpleName(String file) {
    return file.substring(file.lastIndexOf('.') + 1);
  }
}
