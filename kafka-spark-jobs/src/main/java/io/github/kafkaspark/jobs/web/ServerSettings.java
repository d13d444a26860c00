package io.github.kafkaspark.jobs.web;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the operator says about HTTP.
 *
 * @param data the service's folder, for tokens and the audit
 * @param host what to listen at, such as {@code 127.0.0.1}
 * @param port 0 takes any free one
 * @param names more names by which browsers may call this host
 * @param keyStore the certificate and its key; null for HTTP without TLS
 * @param keyStorePassword the file that has its password; null if there is no key store
 */
public record ServerSettings(
    Path data,
    String host,
    int port,
    Set<String> names,
    Path keyStore,
    Path keyStorePassword,
    Clock clock) {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** Refuses what would let others in. */
  public ServerSettings {
    names = Set.copyOf(names);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "Invalid port: " + port + " (expected 0 to 65535, 0 for one that is free)");
    }
    if ((keyStore == null) != (keyStorePassword == null)) {
      throw new IllegalArgumentException(
          "Invalid TLS: a key store and the file with its password go together (expected both"
              + " --key-store FILE and --key-store-password FILE, or none)");
    }
    InetAddress[] addresses = addresses(host);
    if (keyStore == null && !all(addresses, InetAddress::isLoopbackAddress)) {
      throw new IllegalArgumentException(
          "Invalid listen address: '"
              + host
              + "' (expected loopback, or TLS: add --key-store FILE --key-store-password FILE,"
              + " or listen on 127.0.0.1 and come through an SSH tunnel)");
    }
    if (names.isEmpty() && all(addresses, InetAddress::isAnyLocalAddress)) {
      throw new IllegalArgumentException(
          "Invalid listen address: '"
              + host
              + "' (expected with the name that browsers call: add --name front.example.com)");
    }
  }

  boolean tls() {
    return keyStore != null;
  }

  URI address(int boundPort) {
    String scheme = tls() ? "https" : "http";
    return URI.create(scheme + "://" + inAddress(host) + ":" + boundPort + "/");
  }

  /** The names that a request's {@code Host} may have, in lower case and without a port. */
  Set<String> hosts() {
    Set<String> all = new TreeSet<>(LOOPBACK);
    all.add(inAddress(host).toLowerCase(Locale.ROOT));
    names.forEach(name -> all.add(name.toLowerCase(Locale.ROOT)));
    return all;
  }

  private static String inAddress(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private static InetAddress[] addresses(String host) {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "Invalid listen address: '" + host + "' (expected an address of this host)", e);
    }
  }

  private static boolean all(InetAddress[] addresses, Predicate<InetAddress> test) {
    for (InetAddress address : addresses) {
      if (!test.test(address)) {
        return false;
      }
    }
    return true;
  }
}
