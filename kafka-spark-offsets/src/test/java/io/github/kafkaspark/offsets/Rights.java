package io.github.kafkaspark.offsets;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What the one user of a broker may do: everything, as long as nothing is said about a resource;
 * then only what is said. Said by a JVM of its own with the broker's clients, since those of Kafka
 * 1.1 cannot say it to a broker of Kafka 4.
 */
public final class Rights {

  private static final String USER = "User:ANONYMOUS";
  private static final String KRAFT = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";
  private static final String ZOOKEEPER = "kafka.security.auth.SimpleAclAuthorizer";
  private static final String DONE = "done";

  private final List<String> said = new ArrayList<>();

  /** What makes a broker ask for rights. */
  public static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("authorizer.class.name", BrokerClassPath.has(KRAFT) ? KRAFT : ZOOKEEPER);
    settings.put("allow.everyone.if.no.acl.found", "true");
    return settings;
  }

  /** All but what is given is taken. */
  public Rights takeAll(ResourceType type, String name) {
    return say(type, name, "User:somebody-else", AclOperation.ALL, AclPermissionType.ALLOW);
  }

  /** The user has this right. */
  public Rights give(ResourceType type, String name, AclOperation operation) {
    return say(type, name, USER, operation, AclPermissionType.ALLOW);
  }

  /** Takes this one, though all are given. */
  public Rights take(ResourceType type, String name, AclOperation operation) {
    return say(type, name, USER, operation, AclPermissionType.DENY);
  }

  private Rights say(
      ResourceType type,
      String name,
      String user,
      AclOperation operation,
      AclPermissionType permission) {
    Collections.addAll(said, type.name(), name, user, operation.name(), permission.name());
    return this;
  }

  /** Returns when the broker knows it. */
  public void tell(String bootstrapServers) throws IOException {
    said.add(0, bootstrapServers);
    String answer = BrokerClassPath.run(Rights.class.getName(), said.toArray(new String[0]));
    if (!answer.endsWith(DONE)) {
      throw new IllegalStateException("Cannot set rights: " + answer);
    }
  }

  /**
   * Tells a broker.
   *
   * @param args its address, and for each right five words
   */
  public static void main(String[] args) throws Exception {
    List<AclBinding> bindings = new ArrayList<>();
    for (int i = 1; i < args.length; i += 5) {
      bindings.add(binding(Arrays.asList(args).subList(i, i + 5)));
    }
    try (AdminClient admin =
        AdminClient.create(Collections.singletonMap("bootstrap.servers", args[0]))) {
      Object unused = admin.createAcls(bindings).all().get();
      while (!admin.describeAcls(AclBindingFilter.ANY).values().get().containsAll(bindings)) {
        LockSupport.parkNanos(MILLISECONDS.toNanos(20));
      }
    }
    System.out.println(DONE);
  }

  private static AclBinding binding(List<String> words) throws ReflectiveOperationException {
    ResourceType type = ResourceType.valueOf(words.get(0));
    AccessControlEntry entry =
        new AccessControlEntry(
            words.get(2),
            "*",
            AclOperation.valueOf(words.get(3)),
            AclPermissionType.valueOf(words.get(4)));
    // Since 2.0 a resource is a pattern; the class of before is gone in newer versions.
    for (Constructor<?> constructor : AclBinding.class.getConstructors()) {
      Class<?> resource = constructor.getParameterTypes()[0];
      if (resource.getSimpleName().equals("ResourcePattern")) {
        Class<?> pattern = Class.forName("org.apache.kafka.common.resource.PatternType");
        return (AclBinding)
            constructor.newInstance(
                resource
                    .getConstructor(ResourceType.class, String.class, pattern)
                    .newInstance(type, words.get(1), pattern.getField("LITERAL").get(null)),
                entry);
      }
    }
    Constructor<?> constructor = AclBinding.class.getConstructors()[0];
    return (AclBinding)
        constructor.newInstance(
            constructor
                .getParameterTypes()[0]
                .getConstructor(ResourceType.class, String.class)
                .newInstance(type, words.get(1)),
            entry);
  }
}
