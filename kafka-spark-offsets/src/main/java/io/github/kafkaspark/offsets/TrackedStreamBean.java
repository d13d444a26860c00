package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.StreamId;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a stream over JMX for as long as its tracker is there. Attributes that are asked for by one
 * call are of one moment.
 */
final class TrackedStreamBean extends StandardMBean implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrackedStreamBean.class);

  private final Supplier<StreamView> now;
  private final ObjectName name;
  private boolean registered;

  private TrackedStreamBean(StreamId stream, Supplier<StreamView> now) {
    super(now.get(), TrackedStreamMXBean.class, true);
    this.now = now;
    this.name = name(stream);
  }

  /** Shows a stream; if that cannot be, a warning says so. */
  static TrackedStreamBean show(StreamId stream, Supplier<StreamView> now) {
    TrackedStreamBean bean = new TrackedStreamBean(stream, now);
    try {
      Object unused = ManagementFactory.getPlatformMBeanServer().registerMBean(bean, bean.name);
      bean.registered = true;
    } catch (InstanceAlreadyExistsException e) {
      LOG.warn(
          "Stream '{}' is recorded but not shown over JMX: the name {} is taken, by another tracker "
              + "of this JVM or by something else",
          stream,
          bean.name);
    } catch (JMException e) {
      LOG.warn("Stream '{}' is recorded but not shown over JMX", stream, e);
    }
    return bean;
  }

  private static ObjectName name(StreamId stream) {
    try {
      return new ObjectName(
          "io.github.kafkaspark:type=TrackedStream,name=" + ObjectName.quote(stream.name()));
    } catch (JMException e) {
      throw new IllegalArgumentException(e.getMessage(), e); // A quoted name is always legal.
    }
  }

  private StandardMBean now() {
    return new StandardMBean(now.get(), TrackedStreamMXBean.class, true);
  }

  @Override
  public Object getAttribute(String attribute)
      throws AttributeNotFoundException, MBeanException, ReflectionException {
    return now().getAttribute(attribute);
  }

  @Override
  public AttributeList getAttributes(String[] attributes) {
    return now().getAttributes(attributes);
  }

  @Override
  public void close() {
    if (registered) {
      registered = false;
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      } catch (JMException e) {
        LOG.debug("Somebody else has removed {}", name, e);
      }
    }
  }
}
