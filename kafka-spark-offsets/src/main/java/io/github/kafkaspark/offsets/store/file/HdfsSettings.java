package io.github.kafkaspark.offsets.store.file;

import org.apache.hadoop.conf.Configuration;

/** A host's configuration, with limits where the lack of one makes a call take very long. */
final class HdfsSettings {

  private HdfsSettings() {}

  static Configuration of(Configuration host) {
    Configuration settings = new Configuration(host);
    // Without this, the client asks a silent NameNode for ever whether it is there.
    // Without that question the limit is ipc.ping.interval, a minute; newer clients have a name for
    // it.
    setUnlessTheHostHas(settings, "ipc.client.ping", "false");
    setUnlessTheHostHas(
        settings, "ipc.client.rpc-timeout.ms", settings.get("ipc.ping.interval", "60000"));
    // One that cannot be reached is tried this often again, for 20 s each; 45 times else.
    setUnlessTheHostHas(settings, "ipc.client.connect.max.retries.on.timeouts", "2");
    // Clients are closed here, and are good until the JVM ends, also while it shuts down.
    settings.set("fs.automatic.close", "false");
    return settings;
  }

  private static void setUnlessTheHostHas(Configuration settings, String name, String value) {
    String[] sources = settings.getPropertySources(name);
    if (sources == null || sources[sources.length - 1].endsWith("-default.xml")) {
      settings.set(name, value);
    }
  }
}
