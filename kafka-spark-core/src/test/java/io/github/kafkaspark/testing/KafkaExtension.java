package io.github.kafkaspark.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit 5 tests an {@link EmbeddedKafka}: one broker, started with {@link
 * EmbeddedKafka#start()} by the first test that asks, shared by all test classes, closed after the
 * last.
 *
 * <pre>{@code
 * @ExtendWith(KafkaExtension.class)
 * class OrdersTest {
 *   @Test
 *   void readsOrders(EmbeddedKafka kafka) {
 *     String topic = EmbeddedKafka.uniqueTopic("orders");
 *     kafka.createTopic(topic, 2);
 *   }
 * }
 * }</pre>
 *
 * <p>Constructors, {@code @BeforeAll} and {@code @BeforeEach} methods can ask too. Since the broker
 * is shared, give each test a topic of its own, and start a broker of your own to stop it.
 */
public final class KafkaExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(KafkaExtension.class);

  /** Made by JUnit. */
  public KafkaExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == EmbeddedKafka.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(EmbeddedKafka.class, key -> EmbeddedKafka.start());
  }
}
