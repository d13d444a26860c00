package io.github.kafkaspark.jobs.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.config.JettyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The socket: with TLS or without, and the bounds on who is slow, long or many. */
final class Connectors {

  private static final Duration IDLE = Duration.ofSeconds(20);
  static final int HEADER_BYTES = 8 * 1024;
  private static final int MOST_CONNECTIONS = 500;

  private final ServerSettings settings;

  /** Null without TLS. */
  private final SslContextFactory.Server tls;

  Connectors(ServerSettings settings) throws IOException {
    this.settings = settings;
    this.tls = settings.tls() ? tls(settings) : null;
  }

  void add(JettyConfig jetty) {
    jetty.modifyHttpConfiguration(
        http -> {
          http.setRequestHeaderSize(HEADER_BYTES);
          http.setUriCompliance(UriCompliance.DEFAULT);
          http.setIdleTimeout(IDLE.toMillis());
        });
    jetty.modifyServer(
        server -> {
          server.setErrorHandler(new JettyErrors());
          server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
        });
    jetty.addConnector(this::connector);
  }

  private Connector connector(Server server, HttpConfiguration http) {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector =
        tls != null
            ? new ServerConnector(
                server, 1, 1, new SslConnectionFactory(tls, plain.getProtocol()), plain)
            : new ServerConnector(server, 1, 1, plain);
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(IDLE.toMillis());
    return connector;
  }

  private static SslContextFactory.Server tls(ServerSettings settings) throws IOException {
    PrivateFiles.check(settings.keyStore());
    PrivateFiles.check(settings.keyStorePassword());
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStorePath(settings.keyStore().toString());
    tls.setKeyStorePassword(Files.readString(settings.keyStorePassword(), UTF_8).strip());
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    return tls;
  }
}
