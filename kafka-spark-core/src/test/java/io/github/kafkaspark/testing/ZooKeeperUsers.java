package io.github.kafkaspark.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Properties;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** The {@link ScramUsers} of a broker with a ZooKeeper; from Kafka 4 on there is no such class. */
final class ZooKeeperUsers {

  private ZooKeeperUsers() {}

  /** Where a broker with a ZooKeeper looks for them when it starts. */
  static void keep(String address, Properties settings) {
    Map<String, String> passwords = ScramUsers.passwords(settings);
    if (passwords.isEmpty()) {
      return;
    }
    try {
      ZooKeeper client = new ZooKeeper(address, 30_000, event -> {});
      try {
        create(client, "/config", "");
        create(client, "/config/users", "");
        for (Map.Entry<String, String> user : passwords.entrySet()) {
          String credentials =
              String.format(
                  "{\"version\":1,\"config\":{\"SCRAM-SHA-256\":\"%s\",\"SCRAM-SHA-512\":\"%s\"}}",
                  ScramUsers.credential("256", user.getValue()),
                  ScramUsers.credential("512", user.getValue()));
          create(client, "/config/users/" + user.getKey(), credentials);
        }
      } finally {
        client.close();
      }
    } catch (IOException | KeeperException | GeneralSecurityException e) {
      throw new IllegalStateException("Cannot add users to ZooKeeper: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot add users to ZooKeeper: interrupted", e);
    }
  }

  private static void create(ZooKeeper client, String path, String content)
      throws KeeperException, InterruptedException {
    if (client.exists(path, false) == null) {
      String unused =
          client.create(path, content.getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }
  }
}
