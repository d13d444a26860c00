package io.github.kafkaspark.testing;

import java.util.Properties;

/** What a broker that is its own controller is told on top of {@link BrokerSettings}. */
final class KRaftSettings {

  /**
   * A broker that was paused for minutes should go on as if nothing had happened, so the controller
   * must not give it up meanwhile.
   */
  private static final String LONG_SESSION_MS = "3600000";

  private static final String SHORT_SESSION_MS = "500";
  private static final String SHORT_HEARTBEAT_MS = "100";

  private KRaftSettings() {}

  static Properties of(BrokerFolder folder) {
    Properties settings = defaults();
    settings.putAll(folder.settings());
    Object node = settings.remove("broker.id");
    String controller = "127.0.0.1:" + FreePort.findForController();
    settings.put("node.id", node);
    settings.setProperty("process.roles", "broker,controller");
    settings.setProperty("controller.listener.names", "CONTROLLER");
    String protocols = settings.getProperty("listener.security.protocol.map");
    if (protocols != null) {
      settings.setProperty("listener.security.protocol.map", protocols + ",CONTROLLER:PLAINTEXT");
    }
    settings.setProperty("controller.quorum.voters", node + "@" + controller);
    settings.setProperty(
        "listeners", settings.getProperty("listeners") + ",CONTROLLER://" + controller);
    // Else the controller would take the next start for that of a second broker.
    settings.setProperty("controlled.shutdown.enable", "true");
    settings.setProperty("metadata.log.dir", folder.metadata().toString());
    return settings;
  }

  private static Properties defaults() {
    Properties settings = new Properties();
    settings.setProperty("broker.session.timeout.ms", LONG_SESSION_MS);
    // Nothing is gained by waiting for more to write.
    settings.setProperty("controller.quorum.append.linger.ms", "0");
    return settings;
  }

  static Properties withShortSession(Properties settings) {
    settings.setProperty("broker.session.timeout.ms", SHORT_SESSION_MS);
    settings.setProperty("broker.heartbeat.interval.ms", SHORT_HEARTBEAT_MS);
    return settings;
  }
}
